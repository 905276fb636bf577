using Orleans.Concurrency;

namespace Musubi.Grains.Hosting;

/// <inheritdoc cref="IProbeGrain"/>
[StatelessWorker, GrainType("musubi.probe")]
internal sealed class ProbeGrain : Grain, IProbeGrain
{
    public ValueTask Ping() => ValueTask.CompletedTask;
}
