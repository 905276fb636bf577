using System.Collections.Immutable;
using Musubi.Durable;

namespace Musubi.TestKit.Durable;

/// <summary>Keeps roots in memory, by the letter of <see cref="IRootLog"/>: for tests of what uses a log.</summary>
/// <remarks>Instances made by <see cref="Another"/> share what is kept, as two silos share a database.</remarks>
public sealed class MemoryRootLog : IRootLog
{
    private readonly Dictionary<string, Kept> _roots;
    private readonly TimeProvider _time;

    /// <param name="time">The storage's own clock.</param>
    public MemoryRootLog(TimeProvider? time = null)
        : this([], time ?? TimeProvider.System)
    {
    }

    private MemoryRootLog(Dictionary<string, Kept> roots, TimeProvider time)
    {
        _roots = roots;
        _time = time;
    }

    /// <summary>How many roots are kept.</summary>
    public int Count
    {
        get
        {
            lock (_roots)
            {
                return _roots.Count;
            }
        }
    }

    /// <summary>Another instance over what this one keeps.</summary>
    public MemoryRootLog Another() => new(_roots, _time);

    /// <summary>What is kept of a root, without taking an epoch; null when nothing is.</summary>
    public StoredRoot? Peek(string root)
    {
        lock (_roots)
        {
            return _roots.GetValueOrDefault(root)?.ToStored();
        }
    }

    public ValueTask<StoredRoot?> LoadAsync(string root, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_roots)
        {
            if (!_roots.TryGetValue(root, out var kept))
            {
                return new((StoredRoot?)null);
            }

            kept = kept with { Epoch = RootEpoch.After(kept.Epoch) };
            _roots[root] = kept;
            return new(kept.ToStored());
        }
    }

    public ValueTask<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<RootAppend> batch, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_roots)
        {
            return new([.. batch.Select(Append)]);
        }
    }

    public ValueTask DeleteAsync(string root, long epoch, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_roots)
        {
            if (_roots.TryGetValue(root, out var kept) && kept.Epoch == epoch)
            {
                _roots.Remove(root);
            }
        }

        return default;
    }

    public ValueTask<int> ExpireAsync(int atMost, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_roots)
        {
            var now = _time.GetUtcNow();
            var expired = _roots.Where(root => root.Value.Until <= now).Select(static root => root.Key).Take(atMost).ToList();
            expired.ForEach(root => _roots.Remove(root));
            return new(expired.Count);
        }
    }

    private AppendOutcome Append(RootAppend append)
    {
        var kept = _roots.GetValueOrDefault(append.Root) ?? Kept.Nothing;
        if (kept.Epoch == append.AfterEpoch && kept.Sequence == append.Sequence - 1)
        {
            // The caller's memory is valid for this call only.
            ReadOnlyMemory<byte> data = append.Data.ToArray();
            var until = _time.GetUtcNow() + append.KeepFor;
            _roots[append.Root] = append.IsSnapshot
                ? new Kept(append.Epoch, append.Sequence, data, [], until)
                : kept with { Epoch = append.Epoch, Sequence = append.Sequence, Records = kept.Records.Add(data), Until = until };
            return AppendOutcome.Accepted;
        }

        return kept.Epoch == append.Epoch && kept.Sequence >= append.Sequence ? AppendOutcome.Accepted : AppendOutcome.Fenced;
    }

    private sealed record Kept(long Epoch, long Sequence, ReadOnlyMemory<byte> Snapshot, ImmutableArray<ReadOnlyMemory<byte>> Records, DateTimeOffset Until)
    {
        public static Kept Nothing { get; } = new(0, 0, default, [], default);

        public StoredRoot ToStored() => new(Epoch, Sequence, Snapshot, Records);
    }
}
