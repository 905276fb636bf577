using Musubi.Bench.Servers;

namespace Musubi.Bench.Storages;

/// <summary>A storage of durable roots that runs for this measurement alone.</summary>
/// <param name="Name">What its users call it.</param>
/// <param name="Use">How a silo reaches it.</param>
/// <param name="Process">The first of its processes; null when it has none of its own.</param>
internal sealed record RootStorage(string Name, StorageUse Use, int? Process)
{
    /// <summary>Processor time of its processes since they were started.</summary>
    public TimeSpan Cpu => Process is { } process ? ProcessTree.CpuOf(process) : TimeSpan.Zero;
}
