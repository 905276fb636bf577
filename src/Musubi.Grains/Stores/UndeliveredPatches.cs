using System.Collections.Immutable;

namespace Musubi.Grains.Stores;

/// <summary>The newest patches, kept until the gateway says that it has them, within bounds.</summary>
/// <remarks>A lost answer or push is then handed over as it was. Past the bounds the oldest go first, and who missed them gets the whole root; or, if
/// there was more in them than state, has to mount anew. That is for gateways that do not say at once what they have; for others nothing goes, and
/// the root says nothing more of its own accord until there is room again. A struct that changes, and a part of its grain: there are many roots.</remarks>
/// <param name="maxCount">Patches at most.</param>
/// <param name="maxBytes">Bytes at most.</param>
/// <param name="evicts">Whether the oldest go past the bounds; else all are kept, and whoever makes them waits while it <see cref="IsFull"/>.</param>
internal struct UndeliveredPatches(int maxCount, int maxBytes, bool evicts)
{
    // Most roots have nothing here most of the time, and there are many roots.
    private Queue<PatchEnvelope>? _patches;
    private int _bytes;

    /// <summary>The version of the last patch that was given up with more than state in it: stream items, events. 0 for none.</summary>
    public long Lost { get; private set; }

    /// <summary>Whether all was delivered.</summary>
    public readonly bool IsEmpty => _patches is not { Count: > 0 };

    /// <summary>Whether there is as much as there may be.</summary>
    public readonly bool IsFull => _patches is { } patches && (patches.Count >= maxCount || _bytes >= maxBytes);

    /// <summary>How much is here.</summary>
    public readonly (int Patches, int Bytes) Kept => (_patches?.Count ?? 0, _bytes);

    public void Add(PatchEnvelope? patch)
    {
        if (patch is null)
        {
            return;
        }

        (_patches ??= new Queue<PatchEnvelope>()).Enqueue(patch);
        _bytes += patch.Size;
        while (evicts && (_patches.Count > maxCount || _bytes > maxBytes))
        {
            var oldest = _patches.Dequeue();
            _bytes -= oldest.Size;
            if (oldest.HoldsMoreThanState)
            {
                Lost = oldest.Version;
            }
        }
    }

    /// <summary>Whether who has that version missed something that no document brings back: stream items, events.</summary>
    public bool IsBeyondRepair(long delivered) => delivered < Lost;

    /// <summary>Lets go of what was delivered.</summary>
    public void Acknowledge(long delivered)
    {
        while (_patches is { Count: > 0 } && _patches.Peek().Version <= delivered)
        {
            _bytes -= _patches.Dequeue().Size;
        }
    }

    /// <summary>The patches that follow a version, if the first of them is still here.</summary>
    public bool TryGetAfter(long delivered, out ImmutableArray<PatchEnvelope> missed)
    {
        missed = _patches is { Count: > 0 } && _patches.Peek().BaseVersion == delivered ? [.. _patches] : [];
        return missed.Length > 0;
    }

    /// <summary>Takes over what was kept elsewhere.</summary>
    public void Restore(ImmutableArray<PatchEnvelope> patches, long lost)
    {
        Lost = lost;
        foreach (var patch in patches)
        {
            Add(patch);
        }
    }

    public ImmutableArray<PatchEnvelope> All() => _patches is null ? [] : [.. _patches];

    public void Clear()
    {
        _patches = null;
        _bytes = 0;
        Lost = 0;
    }
}
