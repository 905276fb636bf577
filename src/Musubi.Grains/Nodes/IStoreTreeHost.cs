using Microsoft.Extensions.Logging;
using Musubi.Grains.Diagnostics;

namespace Musubi.Grains.Nodes;

/// <summary>What a tree needs of where it runs.</summary>
internal interface IStoreTreeHost : ITopicListener
{
    GrainMetrics Metrics { get; }

    ILogger Log { get; }

    TimeProvider Time { get; }

    /// <summary>Where uploaded files are.</summary>
    IUploadStore Uploads { get; }

    /// <summary>Checks that what a callback assigned can be saved.</summary>
    /// <param name="store">The store that assigned.</param>
    /// <param name="socket">What it returned.</param>
    /// <param name="all">Every assign, not only the changed ones.</param>
    /// <exception cref="InvalidOperationException">An assign cannot be serialized; the message names its key and type.</exception>
    void CheckAssigns(StoreDefinition store, Socket socket, bool all);

    /// <summary>Checks that the message of a timer can be saved.</summary>
    /// <exception cref="InvalidOperationException">It cannot.</exception>
    void CheckMessage(StoreDefinition store, object message);

    /// <summary>Takes a message that the tree is to handle, from any thread: each in a turn of its own, in order.</summary>
    void Post(TreeMessage message);

    /// <summary>Deletes a file that no store needs any more, without waiting for it.</summary>
    void Delete(UploadFileId file);

    /// <summary>A node came, changed or went, and with it its subscriptions.</summary>
    void SubscriptionsChanged(Socket? before, Socket? after);
}
