namespace Musubi.Grains.Durable;

/// <summary>Where a writer is in a root's log.</summary>
/// <param name="Epoch">Of the last record; 0 before the first.</param>
/// <param name="Sequence">Of the last record; 0 before the first.</param>
/// <param name="SnapshotBytes">Bytes of the last snapshot.</param>
/// <param name="RecordBytes">Bytes of the records since.</param>
/// <param name="Records">How many those are.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.LogPosition")]
internal sealed record LogPosition(
    [property: Id(0)] long Epoch,
    [property: Id(1)] long Sequence,
    [property: Id(2)] long SnapshotBytes,
    [property: Id(3)] long RecordBytes,
    [property: Id(4)] int Records)
{
    private const int MaxRecords = 64;

    // Of very small roots, whose every other record would be a snapshot.
    private const int SmallSnapshot = 512;

    /// <summary>The position of a root of which nothing is stored.</summary>
    public static LogPosition None { get; } = new(0, 0, 0, 0, 0);

    /// <summary>Whether anything is stored.</summary>
    public bool IsStored => Sequence > 0;

    /// <summary>Whether the next record is better a snapshot: reading would cost more than writing it.</summary>
    public bool WantsSnapshot => !IsStored || Records >= MaxRecords || RecordBytes > 2 * Math.Max(SnapshotBytes, SmallSnapshot);

    /// <summary>The position after one more record.</summary>
    public LogPosition After(long epoch, int bytes, bool isSnapshot) => isSnapshot
        ? new(epoch, Sequence + 1, bytes, 0, 0)
        : new(epoch, Sequence + 1, SnapshotBytes, RecordBytes + bytes, Records + 1);
}
