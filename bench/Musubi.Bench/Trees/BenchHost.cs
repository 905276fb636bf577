using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Nodes;
using Musubi.Grains.Stores;
using Orleans.Serialization;

namespace Musubi.Bench.Trees;

/// <summary>A tree's host as in a silo, without the silo: assigns are checked, and nobody publishes.</summary>
internal sealed class BenchHost : IStoreTreeHost
{
    private readonly AssignCheck _assigns = new(new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>());

    public GrainMetrics Metrics { get; } = new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>(), TimeProvider.System);

    public ILogger Log => NullLogger.Instance;

    public TimeProvider Time => TimeProvider.System;

    public IUploadStore Uploads => throw new NotSupportedException("The benchmark's stores have no uploads.");

    public void Post(TreeMessage message) => throw new NotSupportedException("The benchmark's stores start no tasks.");

    public void Delete(UploadFileId file)
    {
    }

    public void CheckAssigns(StoreDefinition store, Socket socket, bool all) => _assigns.Check(store, socket, all);

    public void CheckMessage(StoreDefinition store, object message) => _assigns.CheckMessage(store, message);

    public void Listen(string topic)
    {
    }

    public void SubscriptionsChanged(Socket? before, Socket? after)
    {
    }
}
