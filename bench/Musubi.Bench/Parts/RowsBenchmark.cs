using BenchmarkDotNet.Attributes;
using Musubi.Bench.Trees;
using Musubi.Grains.Trees;

namespace Musubi.Bench.Parts;

/// <summary>A command that changes one field of one row, whatever the number of rows that the store renders.</summary>
public class RowsBenchmark
{
    private StoreTree _tree = null!;

    [Params(10, 100, 1_000, 10_000)]
    public int Rows { get; set; }

    [GlobalSetup]
    public async Task Setup()
    {
        _tree = await MountedTree.Mount<RowsStore>(Params.Of(new KeyValuePair<string, object?>("count", Rows)));

        // A benchmark of a wrong answer measures nothing.
        if ((await OneChanges()).Patch is null)
        {
            throw new InvalidOperationException("Expected a patch.");
        }
    }

    [Benchmark(Description = "handle, render and compare, one row changes")]
    public ValueTask<CommandAnswer> OneChanges() => _tree.Command(StoreId.Root, "toggle", default);
}
