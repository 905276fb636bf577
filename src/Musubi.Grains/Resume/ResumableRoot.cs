using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Musubi.Grains.Resume;

/// <summary>What a root keeps so that its client can take it back: who that is, and what it may not have.</summary>
internal sealed class ResumableRoot(ResumeTerms terms, RecentPatches recent)
{
    /// <summary>How long a root waits whose gateway is gone and did not say, because it is of the build before.</summary>
    public static readonly TimeSpan WaitForUnlessTold = TimeSpan.FromMinutes(1);

    private ReadOnlyMemory<byte> _previous;
    private bool _confirmed;

    /// <summary>How it is taken back the next time.</summary>
    public ResumeTerms Terms { get; private set; } = terms;

    /// <summary>What its client may not have.</summary>
    public RecentPatches Recent { get; } = recent;

    /// <summary>The assigns that the connection brought, which the next one's take the place of.</summary>
    public ImmutableArray<string> ConnectionKeys { get; set; } = [];

    /// <summary>Whether its client is on no socket.</summary>
    public bool IsDetached { get; set; }

    /// <summary>Whether it came back from a storage, so that nobody knows whether its client got the last answer.</summary>
    public bool IsLoaded { get; set; }

    /// <summary>Whether the client was heard of since it took the root.</summary>
    public bool IsConfirmed => _confirmed;

    /// <summary>Of the secret that it was taken back with last.</summary>
    public ReadOnlyMemory<byte> PreviousHash => _previous;

    /// <summary>Notes that the client was heard of since it took the root, so that it has the reply and the new secret in it.</summary>
    public void Confirm() => _confirmed = true;

    /// <summary>Lets a client take the root, if it is its own; the next time it has to say another secret.</summary>
    /// <remarks>The secret before the newest is good while the newest may never have arrived: from the socket that it was sent to, or when that is gone without a word.</remarks>
    public bool TryTakeBack(AttachRequest request)
    {
        if (!Same(request.Terms.Owner, Terms.Owner) || request.Terms.SecretHash.IsEmpty != Terms.SecretHash.IsEmpty)
        {
            return false;
        }

        ReadOnlyMemory<byte> hash = default;
        if (!Terms.SecretHash.IsEmpty)
        {
            hash = SHA256.HashData(request.Secret.Span);
            var mayBeBefore = !_previous.IsEmpty && !_confirmed && (IsDetached || IsLoaded || request.Terms.SocketId == Terms.SocketId);
            if (!Same(hash, Terms.SecretHash) && !(mayBeBefore && Same(hash, _previous)))
            {
                return false;
            }
        }

        (_previous, Terms, _confirmed, IsDetached, IsLoaded) = (hash, request.Terms, false, false, false);
        return true;
    }

    /// <summary>What another silo needs in order to go on.</summary>
    public MovedResumption Capture(TimeSpan? waitsFor, AnsweredCommands? commands)
    {
        var (answers, acknowledged, highest) = commands?.Capture() ?? ([], 0, 0);
        return new(Terms, _previous, _confirmed, ConnectionKeys, Recent.All, Recent.LostVersions.Streams, Recent.LostVersions.Events, waitsFor, answers, acknowledged, highest);
    }

    /// <summary>Takes over what was captured elsewhere.</summary>
    public static ResumableRoot Restore(MovedResumption moved, RecentPatches recent, long now)
    {
        recent.Restore(moved.Recent, (moved.LostStreams, moved.LostEvents), now);
        return new ResumableRoot(moved.Terms, recent)
        {
            _previous = moved.PreviousHash,
            _confirmed = moved.Confirmed,
            ConnectionKeys = moved.ConnectionKeys,
            IsDetached = moved.WaitsFor is not null,
        };
    }

    private static bool Same(ReadOnlyMemory<byte> one, ReadOnlyMemory<byte> other) => CryptographicOperations.FixedTimeEquals(one.Span, other.Span);
}
