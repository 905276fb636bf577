using System.Collections.Immutable;
using Musubi.Durable;

namespace Musubi.Grains.Durable;

/// <summary>Keeps durable roots in the memory of one process: for development, and for tests.</summary>
internal sealed class MemoryRootLog(TimeProvider time) : IRootLog
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Kept> _roots = new(StringComparer.Ordinal);

    public ValueTask<StoredRoot?> LoadAsync(string root, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_roots.TryGetValue(root, out var kept))
            {
                return new((StoredRoot?)null);
            }

            _roots[root] = kept = kept with { Epoch = RootEpoch.After(kept.Epoch) };
            return new(new StoredRoot(kept.Epoch, kept.Sequence, kept.Snapshot, kept.Records));
        }
    }

    public ValueTask<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<RootAppend> batch, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return new([.. batch.Select(Append)]);
        }
    }

    public ValueTask DeleteAsync(string root, long epoch, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_roots.TryGetValue(root, out var kept) && kept.Epoch == epoch)
            {
                _roots.Remove(root);
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<int> ExpireAsync(int atMost, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var over = _roots.Where(root => root.Value.KeptUntil <= now).Select(static root => root.Key).Take(atMost).ToArray();
            foreach (var root in over)
            {
                _roots.Remove(root);
            }

            return new(over.Length);
        }
    }

    private AppendOutcome Append(RootAppend record)
    {
        var kept = _roots.GetValueOrDefault(record.Root, Kept.Nothing);
        if (kept.Epoch == record.Epoch && kept.Sequence >= record.Sequence)
        {
            return AppendOutcome.Accepted;
        }

        if (kept.Epoch != record.AfterEpoch || kept.Sequence != record.Sequence - 1)
        {
            return AppendOutcome.Fenced;
        }

        ReadOnlyMemory<byte> data = record.Data.ToArray();
        var (snapshot, records) = record.IsSnapshot ? (data, []) : (kept.Snapshot, kept.Records.Add(data));
        _roots[record.Root] = new Kept(record.Epoch, record.Sequence, snapshot, records, time.GetUtcNow() + record.KeepFor);
        return AppendOutcome.Accepted;
    }

    private sealed record Kept(long Epoch, long Sequence, ReadOnlyMemory<byte> Snapshot, ImmutableArray<ReadOnlyMemory<byte>> Records, DateTimeOffset KeptUntil)
    {
        public static Kept Nothing { get; } = new(0, 0, default, [], default);
    }
}
