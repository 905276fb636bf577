namespace Musubi.Bench.Load;

/// <summary>A contender's processes, counted as one.</summary>
/// <param name="Contender">Which.</param>
/// <param name="Processes">Its processes, the one that clients connect to last.</param>
internal sealed record RunningContender(Contender Contender, IReadOnlyList<ServerProcess> Processes) : IAsyncDisposable
{
    public TimeSpan Cpu => Processes.Aggregate(TimeSpan.Zero, static (sum, process) => sum + process.Cpu);

    public TimeSpan StorageCpu => Contender.Storage?.Cpu ?? TimeSpan.Zero;

    public long Memory => Processes.Sum(static process => process.Memory);

    public async Task<LoadClient> Open()
    {
        var client = Contender.NewClient();
        await client.Open(Processes[^1].Port);
        return client;
    }

    public async Task<long> Allocated()
    {
        var sum = 0L;
        foreach (var process in Processes)
        {
            sum += await process.Allocated();
        }

        return sum;
    }

    public async Task Collect()
    {
        foreach (var process in Processes)
        {
            await process.Collect();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Processes.Reverse())
        {
            await process.DisposeAsync();
        }
    }
}
