using Orleans.Concurrency;

namespace Musubi.Gateway.Tests.Scripted;

/// <summary>Answers, as any silo's does.</summary>
[StatelessWorker]
internal sealed class ScriptedProbeGrain : Grain, IProbeGrain
{
    public ValueTask Ping() => ValueTask.CompletedTask;
}
