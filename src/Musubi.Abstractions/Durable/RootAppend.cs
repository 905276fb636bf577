namespace Musubi.Durable;

/// <summary>One record that a writer appends to a root's log.</summary>
/// <param name="Root">The root's key.</param>
/// <param name="AfterEpoch">The epoch of the record before; 0 when there is none. It differs from <paramref name="Epoch"/> where a writer takes over from another that handed its root to it.</param>
/// <param name="Epoch">The writer's epoch.</param>
/// <param name="Sequence">The record's number, one higher than that of the record before; 1 for a root's first.</param>
/// <param name="IsSnapshot">Whether it takes the place of all that was before.</param>
/// <param name="Data">The record. Valid until the append has returned.</param>
/// <param name="KeepFor">How long the root is kept from now on, unless something more is appended.</param>
public readonly record struct RootAppend(string Root, long AfterEpoch, long Epoch, long Sequence, bool IsSnapshot, ReadOnlyMemory<byte> Data, TimeSpan KeepFor)
{
    /// <summary>The longest key of a root, in characters.</summary>
    public const int MaxKeyLength = 1024;

    /// <summary>Names the record, without what it holds.</summary>
    public override string ToString() => $"{nameof(RootAppend)} {Sequence}";
}
