namespace Musubi.Durable;

/// <summary>Where durable roots are kept: one log for each root, a snapshot with the records that follow it.</summary>
/// <remarks>
/// <para>It knows nothing of what it keeps, and two things of who writes. A writer has an <b>epoch</b>, higher than that of every writer before, and counts its appends by
/// <b>sequence number</b>, which goes on from one writer to the next. Two activations of one root may both believe that they are the only one; the log is what refuses
/// the older, and nothing else in the cluster can. So every condition that is written here is checked and applied in one atomic step of the storage, whatever else writes.</para>
/// <para>What was accepted is durable: it is there after the process, and after the storage's machine, lost its power, as far as the storage's documentation promises that.
/// A call that throws or is cancelled has an unknown outcome; the same append may be made again, and is accepted if it was accepted before.</para>
/// <para>One instance serves all roots of a silo. Calls for different roots may run at the same time.</para>
/// </remarks>
public interface IRootLog
{
    /// <summary>Reads a root for a new writer, and fences the writers before: from now on the appends of their epochs are refused.</summary>
    /// <param name="root">The root's key, a <see cref="StoreGrainKey"/> as text: ordinal, at most <see cref="RootAppend.MaxKeyLength"/> characters.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>What is kept, with an epoch of the caller's own, made by <see cref="RootEpoch.After"/>; null when nothing is kept of that root, which writes nothing. A root that has expired
    /// and has not been removed yet may be returned.</returns>
    ValueTask<StoredRoot?> LoadAsync(string root, CancellationToken cancellation);

    /// <summary>Appends records of several roots.</summary>
    /// <param name="batch">The records, at most one of each root.</param>
    /// <param name="cancellation">Gives up waiting. What was sent may still be accepted.</param>
    /// <returns>An outcome for each record, in the order of the batch. A record that is refused holds up no other.</returns>
    /// <remarks>For each record, the root's stored epoch and sequence number (0 and 0 when nothing is kept of it) decide:
    /// <list type="bullet">
    /// <item>It is accepted when they are <see cref="RootAppend.AfterEpoch"/> and <see cref="RootAppend.Sequence"/> - 1; they become <see cref="RootAppend.Epoch"/> and
    /// <see cref="RootAppend.Sequence"/>. The first record of a root has sequence number 1, <see cref="RootAppend.AfterEpoch"/> 0, and is a snapshot.</item>
    /// <item>It was accepted before, and is so again without a change, when the stored epoch is <see cref="RootAppend.Epoch"/> and the stored sequence number is
    /// <see cref="RootAppend.Sequence"/> or higher.</item>
    /// <item>Else it is fenced: another writer has the root, or has deleted it.</item>
    /// </list>
    /// An accepted snapshot takes the place of the snapshot and all records before it. Every accepted record sets the time until which the root is kept,
    /// by the storage's own clock: now and <see cref="RootAppend.KeepFor"/>.</remarks>
    ValueTask<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<RootAppend> batch, CancellationToken cancellation);

    /// <summary>Removes a root with all its records, if the epoch is still the stored one; otherwise nothing happens.</summary>
    /// <remarks>A root that was deleted, or has expired, is as one that never was: a writer of before is refused, except that the first record of one is accepted.
    /// So a writer whose first append has an unknown outcome must not make it again after the root's page has ended.</remarks>
    ValueTask DeleteAsync(string root, long epoch, CancellationToken cancellation);

    /// <summary>Removes roots whose time has passed by the storage's own clock. Several silos may ask at once.</summary>
    /// <param name="atMost">How many at most, so that one call is short.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>How many were removed; fewer than <paramref name="atMost"/> when there are no more. 0 always from a storage that expires by itself.</returns>
    ValueTask<int> ExpireAsync(int atMost, CancellationToken cancellation);
}
