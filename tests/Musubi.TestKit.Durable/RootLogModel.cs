using Musubi.Durable;

namespace Musubi.TestKit.Durable;

/// <summary>What one root's log should hold, told as plainly as the contract tells it.</summary>
internal sealed class RootLogModel
{
    private readonly List<byte[]> _records = [];
    private byte[]? _snapshot;

    public long Epoch { get; private set; }

    public long Sequence { get; private set; }

    public bool IsKept => _snapshot is not null;

    public AppendOutcome Append(RootAppend append)
    {
        if (append.AfterEpoch == Epoch && append.Sequence == Sequence + 1)
        {
            if (append.IsSnapshot)
            {
                _snapshot = append.Data.ToArray();
                _records.Clear();
            }
            else
            {
                _records.Add(append.Data.ToArray());
            }

            Epoch = append.Epoch;
            Sequence = append.Sequence;
            return AppendOutcome.Accepted;
        }

        return append.Epoch == Epoch && append.Sequence <= Sequence ? AppendOutcome.Accepted : AppendOutcome.Fenced;
    }

    public void Delete(long epoch)
    {
        if (IsKept && epoch == Epoch)
        {
            (_snapshot, Epoch, Sequence) = (null, 0, 0);
            _records.Clear();
        }
    }

    /// <summary>Compares what was loaded, and takes its epoch over.</summary>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public string? Load(StoredRoot? loaded)
    {
        if (loaded is null)
        {
            return IsKept ? "Expected a root; got nothing." : null;
        }

        if (!IsKept)
        {
            return "Expected nothing; got a root.";
        }

        if (loaded.Epoch <= Epoch || loaded.Sequence != Sequence)
        {
            return $"Expected an epoch after {Epoch} and sequence number {Sequence}; got {loaded.Epoch} and {loaded.Sequence}.";
        }

        Epoch = loaded.Epoch;
        return loaded.Snapshot.Span.SequenceEqual(_snapshot) && loaded.Records.Length == _records.Count
            && loaded.Records.Zip(_records).All(static pair => pair.First.Span.SequenceEqual(pair.Second))
            ? null
            : $"Expected {_records.Count} records and the last snapshot; got {loaded.Records.Length} records, or others.";
    }
}
