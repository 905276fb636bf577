namespace Musubi.Gateway.Roots;

/// <summary>Puts one root's envelopes in order and sees what is missing; it holds versions and early envelopes, and does nothing else.</summary>
/// <remarks>There are two counters. The grain's versions name its render cycles; the client's go up by one with each envelope
/// that is delivered. They part when a whole-root repair stands for several cycles, which is one step to the client, and when an envelope is empty, which is none.
/// A struct that changes, and a part of its root: there are many.</remarks>
/// <param name="countsAsRoot">Whether the client counts as the grain does, so that it can say later what it has.</param>
internal struct PatchSequence(bool countsAsRoot = false)
{
    // A silo pushes no more than so many before it hears that they are here (64 by default). What is beyond is fetched, when what is missing is.
    internal const int MaxEarly = 256;

    private List<PatchEnvelope>? _early;
    private long _newest;

    /// <summary>The grain's version that the client has.</summary>
    public long Delivered { get; private set; }

    /// <summary>The same version as the client counts.</summary>
    public long ClientVersion { get; private set; }

    /// <summary>Whether a version is known of that the client does not have.</summary>
    public readonly bool HasGap => Delivered < _newest;

    /// <summary>Whether this is the next envelope. One that is old is forgotten, one that is early waits for <see cref="TryTakeNext"/>.</summary>
    public bool IsNext(PatchEnvelope envelope)
    {
        _newest = Math.Max(_newest, envelope.Version);
        if (envelope.BaseVersion == Delivered && envelope.Version > Delivered)
        {
            return true;
        }

        // One that begins before what the client has can never follow it, whether it is old or a repair that came too late.
        if (envelope.BaseVersion > Delivered && (_early ??= []).Count < MaxEarly)
        {
            _early.Add(envelope);
        }

        return false;
    }

    /// <summary>Notes that an envelope was delivered, or is empty and need not be.</summary>
    public void Advance(PatchEnvelope envelope)
    {
        Delivered = envelope.Version;
        if (!envelope.IsEmpty)
        {
            ClientVersion = After(envelope);
        }
    }

    /// <summary>The version that a client has, as it counts, when it has got an envelope.</summary>
    public readonly long After(PatchEnvelope envelope) => countsAsRoot ? envelope.Version : ClientVersion + 1;

    /// <summary>Begins at a version that the client has from before.</summary>
    public void Begin(long delivered)
    {
        Delivered = delivered;
        _newest = Math.Max(_newest, delivered);
        ClientVersion = countsAsRoot ? delivered : 0;
    }

    /// <summary>Takes the early envelope whose time has come, if there is one.</summary>
    public PatchEnvelope? TryTakeNext()
    {
        // By itself, since a delegate is made where a method begins, and most of the time nothing is early.
        return _early is { Count: > 0 } early ? Take(early, Delivered) : null;
    }

    /// <summary>Forgets what came early: it will be fetched with all else that is missing.</summary>
    public void Forget() => _early = null;

    private static PatchEnvelope? Take(List<PatchEnvelope> early, long delivered)
    {
        early.RemoveAll(envelope => envelope.BaseVersion < delivered);
        var next = early.FindIndex(envelope => envelope.BaseVersion == delivered);
        if (next < 0)
        {
            return null;
        }

        var envelope = early[next];
        early.RemoveAt(next);
        return envelope;
    }
}
