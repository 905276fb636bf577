using System.Buffers;
using System.Collections.Immutable;

namespace Musubi.Grains.Resume;

/// <summary>The patches that a root has made lately, for a client that comes back and does not have them all.</summary>
/// <remarks>That a gateway has delivered one says only that it is on its way: a socket that is cut loses what is in flight. So each is kept until its client
/// would have been found to be gone, within bounds. Past the bounds the oldest go first; what they hold beside state is lost then.</remarks>
/// <param name="maxCount">Patches at most.</param>
/// <param name="maxBytes">Bytes at most. A single patch may be larger.</param>
internal sealed class RecentPatches(int maxCount, int maxBytes)
{
    private readonly Queue<(PatchEnvelope Patch, long MadeAt)> _patches = new();
    private int _bytes;
    private long _lostStreams;
    private long _lostEvents;

    /// <summary>All that is kept, oldest first.</summary>
    public ImmutableArray<PatchEnvelope> All => [.. _patches.Select(static kept => kept.Patch)];

    /// <summary>The version of the last patch that went past the bounds with stream operations in it, and of the last with events; 0 for none.</summary>
    public (long Streams, long Events) LostVersions => (_lostStreams, _lostEvents);

    public void Add(PatchEnvelope patch, long now)
    {
        _patches.Enqueue((patch, now));
        _bytes += patch.Size;
        while (_patches.Count > maxCount || (_patches.Count > 1 && _bytes > maxBytes))
        {
            var oldest = Drop();
            _lostStreams = oldest.HasStreamOps ? oldest.Version : _lostStreams;
            _lostEvents = oldest.HasEvents ? oldest.Version : _lostEvents;
        }
    }

    /// <summary>Lets go of what was made before a time, and so has come to the client.</summary>
    public void DropBefore(long time)
    {
        while (_patches.TryPeek(out var oldest) && oldest.MadeAt < time)
        {
            Drop();
        }
    }

    /// <summary>What a client that has a version does not have and cannot get any more.</summary>
    public Lost LostSince(long version) =>
        (version < _lostStreams ? Lost.Streams : Lost.None) | (version < _lostEvents ? Lost.Events : Lost.None);

    /// <summary>The patches that follow a version, if all of them are here.</summary>
    public bool TryGetAfter(long version, out ImmutableArray<PatchEnvelope> missed)
    {
        missed = After(version);
        return missed is [var first, ..] && first.BaseVersion == version;
    }

    /// <summary>A patch that replaces the whole state, with what later patches than a version hold beside it.</summary>
    public PatchEnvelope Complete(PatchEnvelope whole, long version)
    {
        var after = After(version);
        return new PatchEnvelope(
            whole.BaseVersion,
            whole.Version,
            whole.Ops,
            Concat(after, static patch => patch.HasStreamOps, static patch => patch.StreamOps),
            Concat(after, static patch => patch.HasUploadOps, static patch => patch.UploadOps),
            Concat(after, static patch => patch.HasEvents, static patch => patch.Events));
    }

    /// <summary>Takes over what was kept elsewhere.</summary>
    public void Restore(ImmutableArray<PatchEnvelope> patches, (long Streams, long Events) lost, long now)
    {
        (_lostStreams, _lostEvents) = lost;
        foreach (var patch in patches)
        {
            Add(patch, now);
        }
    }

    private ImmutableArray<PatchEnvelope> After(long version) => [.. _patches.Select(static kept => kept.Patch).Where(patch => patch.BaseVersion >= version)];

    private PatchEnvelope Drop()
    {
        var (oldest, _) = _patches.Dequeue();
        _bytes -= oldest.Size;
        return oldest;
    }

    // Joins JSON arrays that are not empty.
    private static ReadOnlyMemory<byte> Concat(ImmutableArray<PatchEnvelope> patches, Func<PatchEnvelope, bool> has, Func<PatchEnvelope, ReadOnlyMemory<byte>> list)
    {
        var joined = new ArrayBufferWriter<byte>();
        foreach (var patch in patches.Where(has))
        {
            joined.Write(joined.WrittenCount == 0 ? "["u8 : ","u8);
            joined.Write(list(patch).Span[1..^1]);
        }

        if (joined.WrittenCount == 0)
        {
            return default;
        }

        joined.Write("]"u8);
        return joined.WrittenMemory;
    }
}
