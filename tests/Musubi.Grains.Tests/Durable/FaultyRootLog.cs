using System.Collections.Concurrent;
using Musubi.Durable;

namespace Musubi.Grains.Tests.Durable;

/// <summary>A storage that does what a test wants to some calls.</summary>
internal sealed class FaultyRootLog(IRootLog inner) : IRootLog
{
    private readonly ConcurrentQueue<Fault> _faults = new();

    /// <summary>Records that were accepted.</summary>
    public ConcurrentQueue<(string Root, long Sequence, bool IsSnapshot, int Bytes)> Accepted { get; } = new();

    public IRootLog Inner => inner;

    /// <summary>Fails the next appends, one for each.</summary>
    public void Fail(params ReadOnlySpan<Fault> faults)
    {
        foreach (var fault in faults)
        {
            _faults.Enqueue(fault);
        }
    }

    public void Heal() => _faults.Clear();

    public ValueTask<StoredRoot?> LoadAsync(string root, CancellationToken cancellation) => inner.LoadAsync(root, cancellation);

    public async ValueTask<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<RootAppend> batch, CancellationToken cancellation)
    {
        _faults.TryDequeue(out var fault);
        if (fault == Fault.Before)
        {
            throw new IOException("The test's storage failed before it wrote.");
        }

        var outcomes = await inner.AppendAsync(batch, cancellation);
        if (fault == Fault.After)
        {
            throw new IOException("The test's storage failed after it wrote.");
        }

        for (var i = 0; i < batch.Count; i++)
        {
            if (outcomes[i] == AppendOutcome.Accepted)
            {
                Accepted.Enqueue((batch[i].Root, batch[i].Sequence, batch[i].IsSnapshot, batch[i].Data.Length));
            }
        }

        return outcomes;
    }

    public ValueTask DeleteAsync(string root, long epoch, CancellationToken cancellation) => inner.DeleteAsync(root, epoch, cancellation);

    public ValueTask<int> ExpireAsync(int atMost, CancellationToken cancellation) => inner.ExpireAsync(atMost, cancellation);

    public enum Fault
    {
        None,
        Before,
        After,
    }
}
