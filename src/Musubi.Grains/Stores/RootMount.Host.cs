using Microsoft.Extensions.Logging;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Nodes;

namespace Musubi.Grains.Stores;

// What its tree needs of where it runs.
internal sealed partial class RootMount
{
    GrainMetrics IStoreTreeHost.Metrics => _silo.Metrics;

    ILogger IStoreTreeHost.Log => _silo.Logger;

    TimeProvider IStoreTreeHost.Time => _silo.Time;

    IUploadStore IStoreTreeHost.Uploads => _silo.Uploads;

    void IStoreTreeHost.Post(TreeMessage message) => Inbox.Post(message);

    void IStoreTreeHost.Delete(UploadFileId file) => _ = DeleteAsync(file);

    void IStoreTreeHost.CheckAssigns(StoreDefinition store, Socket socket, bool all)
    {
        var validating = _silo.Metrics.Validating(store.Name);
        _silo.AssignCheck.Check(store, socket, all);
        validating.Stop();
    }

    void IStoreTreeHost.CheckMessage(StoreDefinition store, object message) => _silo.AssignCheck.CheckMessage(store, message);

    void IStoreTreeHost.SubscriptionsChanged(Socket? before, Socket? after)
    {
        var old = before?.SubscribedTopics() ?? [];
        var now = after?.SubscribedTopics() ?? [];
        if (ReferenceEquals(old, now))
        {
            return;
        }

        _topics.Change(old, now, _silo.Topics, _grain.Self);
    }

    void ITopicListener.Listen(string topic)
    {
        // A task may hold a socket, and what it does to it is taken by nobody.
        if (InTurn)
        {
            _topics.Listen(topic, _silo.Topics, _grain.Self);
        }
    }

    private async Task DeleteAsync(UploadFileId file)
    {
        try
        {
            await _silo.Uploads.DeleteAsync(file);
        }
        catch (Exception exception)
        {
            _silo.Logger.UploadDeleteFailed(exception);
        }
    }
}
