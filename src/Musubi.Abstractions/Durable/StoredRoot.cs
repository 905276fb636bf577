using System.Collections.Immutable;

namespace Musubi.Durable;

/// <summary>What a log keeps of one root.</summary>
/// <param name="Epoch">The epoch of the writer that it was loaded for.</param>
/// <param name="Sequence">The sequence number of the last record, a snapshot counted.</param>
/// <param name="Snapshot">The last snapshot.</param>
/// <param name="Records">The records since, in order; often none.</param>
public sealed record StoredRoot(long Epoch, long Sequence, ReadOnlyMemory<byte> Snapshot, ImmutableArray<ReadOnlyMemory<byte>> Records);
