using Musubi.Durable;

namespace Musubi.Grains.Durable;

/// <summary>The log of one mounted root, as its one writer sees it.</summary>
/// <param name="writer">Writes for all roots of the silo.</param>
/// <param name="root">The root's key.</param>
/// <param name="keepFor">How long it is kept after each record.</param>
/// <param name="hibernateAfter">How long it is idle until it may sleep.</param>
/// <param name="position">Where the log is.</param>
/// <param name="epoch">The writer's epoch: that of the position when it was loaded, and a later one when the root was handed over.</param>
/// <param name="time">The clock.</param>
internal sealed class RootLog(RootLogWriter writer, string root, TimeSpan keepFor, TimeSpan hibernateAfter, LogPosition position, long epoch, TimeProvider time)
{
    private long _appendedAt = time.GetTimestamp();
    private long _usedAt = time.GetTimestamp();

    public TimeSpan KeepFor => keepFor;

    public TimeSpan HibernateAfter => hibernateAfter;

    /// <summary>Whether nothing was asked of the root for so long that it may sleep.</summary>
    public bool IsIdle => time.GetElapsedTime(_usedAt) >= hibernateAfter;

    public LogPosition Position { get; private set; } = position;

    /// <summary>Whether it is time to say that the root is still in use, or it would expire while its page looks at it.</summary>
    public bool WantsRenewal => Position.IsStored && time.GetElapsedTime(_appendedAt) > keepFor / 4;

    /// <summary>Notes that something was asked of the root, whether or not that is written down.</summary>
    public void Use() => _usedAt = time.GetTimestamp();

    /// <summary>Appends a record, the only one at a time.</summary>
    /// <exception cref="RootUnavailableException">It could not be written in time. It may be in the log all the same.</exception>
    public async Task<AppendOutcome> AppendAsync(ReadOnlyMemory<byte> data, bool isSnapshot)
    {
        var outcome = await writer.AppendAsync(new RootAppend(root, Position.Epoch, epoch, Position.Sequence + 1, isSnapshot, data, keepFor));
        if (outcome == AppendOutcome.Accepted)
        {
            Position = Position.After(epoch, data.Length, isSnapshot);
            _appendedAt = time.GetTimestamp();
        }

        return outcome;
    }

    /// <summary>Removes the root.</summary>
    public Task DeleteAsync() => Position.IsStored ? writer.DeleteAsync(root, Position.Epoch) : Task.CompletedTask;
}
