using System.Collections.Immutable;
using Musubi.Grains.Resume;

namespace Musubi.Grains.Stores;

// A root that its client can take back: how it lets go of one gateway and belongs to another.
internal sealed partial class RootMount : IDetachedRoot
{
    private ResumableRoot? _resumable;
    private AnsweredCommands? _commands;
    private object? _waiting;

    /// <summary>Whether its client may come back to it.</summary>
    public bool IsResumable => _resumable is not null;

    /// <summary>Whether its client is on no socket.</summary>
    public bool IsDetached => _resumable is { IsDetached: true };

    /// <summary>The answers to commands that its client numbers.</summary>
    public AnsweredCommands Commands => _commands ??= new();

    /// <summary>Lets its client take it back from now on.</summary>
    public void Resumable(ResumeTerms terms, Socket connection) => _resumable = new ResumableRoot(terms, NewRecent()) { ConnectionKeys = KeysOf(connection) };

    /// <summary>What the client's return changed; null when nothing.</summary>
    public PatchEnvelope? ChangedByReturn { get; private set; }

    /// <summary>Keeps the answer to a command that its client numbers.</summary>
    public void Remember(long number, CommandAnswer answer)
    {
        Commands.Add(number, answer);
        if (IsDurable)
        {
            NoteUnsaved(number, answer);
        }
    }

    /// <summary>Keeps the first patch, which the answer to the mount brings.</summary>
    public void KeepFirst(PatchEnvelope patch) => _resumable?.Recent.Add(patch, _silo.Time.GetTimestamp());

    /// <summary>Notes that its client was heard of, which only one that is there can be.</summary>
    public void Confirm() => _resumable?.Confirm();

    /// <summary>Waits for its client, which is on no socket any more.</summary>
    public void Detach(TimeSpan waitFor)
    {
        _resumable!.IsDetached = true;
        Belong(null, receipts: false);
        WaitNoLonger();
        var terms = _resumable.Terms;
        _waiting = _silo.Detached.Add(terms.IsKnown ? Convert.ToHexString(terms.Owner.Span) : null, waitFor, this);
    }

    void IDetachedRoot.GiveUp() => Inbox.Post(new ClientStayedAway());

    /// <summary>Whether the cluster knows that its gateway is gone.</summary>
    public bool IsGatewayGone => _window.IsGatewayGone;

    /// <summary>Belongs to nobody any more: should its gateway be there after all, that finds no mount here, and its client comes back as from any lost socket.</summary>
    /// <returns>How long it waits for its client.</returns>
    public TimeSpan LetGatewayGo()
    {
        Id = 0;
        return _resumable?.Terms.WaitFor ?? ResumableRoot.WaitForUnlessTold;
    }

    /// <summary>Belongs to another gateway from now on, if the root is its client's. The one that had it hears of that.</summary>
    public bool TryTakeBack(AttachRequest request)
    {
        if (_resumable is not { } resumable || !resumable.TryTakeBack(request))
        {
            return false;
        }

        _outbox?.Add(new RootPush(Id, null, TakenOver: true));
        WaitNoLonger();
        Id = request.MountId;
        Belong(request.Observer, request.TakesReceipts);
        (_number, _answer) = (0, null);
        Touch();
        return true;
    }

    /// <summary>Brings the tree up to date with the connection that its client has now.</summary>
    /// <returns>What that client does not have.</returns>
    public async ValueTask<AttachAnswer> Welcome(AttachRequest request)
    {
        var resumable = _resumable!;

        // A version that never was is none.
        var version = request.Version >= 0 && request.Version <= Tree.Version ? request.Version : 0;
        var lost = version == 0 ? Lost.Streams | resumable.Recent.LostSince(0) : resumable.Recent.LostSince(version);
        ChangedByReturn = await Tree.Attach(request.Socket, resumable.ConnectionKeys, lost, request.Uploads);
        if (ChangedByReturn is { } changed)
        {
            resumable.Recent.Add(changed, _silo.Time.GetTimestamp());
        }

        resumable.ConnectionKeys = KeysOf(request.Socket);
        if (version == Tree.Version)
        {
            return new AttachAnswer(AttachOutcome.Attached, version, []);
        }

        if (version == 0 || !resumable.Recent.TryGetAfter(version, out var missed))
        {
            missed = [resumable.Recent.Complete(Tree.ReplaceRoot(version), version)];
        }

        // In the order in which the gateway is to have them, should this answer not do.
        foreach (var patch in missed)
        {
            _window.Keep(patch);
        }

        return new AttachAnswer(AttachOutcome.Attached, version, missed);
    }

    private static ImmutableArray<string> KeysOf(Socket connection) => [.. connection.Assigns.Keys];

    private RecentPatches NewRecent() => new(_silo.Options.MaxUndeliveredPatches, _silo.Options.MaxUndeliveredBytes);

    private void Belong(IGatewayObserver? gateway, bool receipts)
    {
        receipts &= gateway is not null;
        _window.End();
        _outbox?.Leave(_window);
        _window = new DeliveryWindow(_silo.Options, receipts, this);
        _outbox = gateway is null ? null : _silo.Outboxes.Of(gateway, receipts);
        _outbox?.Join(_window);
    }

    private void WaitNoLonger()
    {
        if (_waiting is not null)
        {
            _silo.Detached.Remove(_waiting);
            _waiting = null;
        }
    }

    // Its gateway is there, and so is the client, or it would have said so: what was sent long ago has arrived.
    private void DropSent()
    {
        if (_resumable is { IsDetached: false } resumable)
        {
            resumable.Recent.DropBefore(_silo.Time.GetTimestamp() - (long)(resumable.Terms.KeepSent.TotalSeconds * _silo.Time.TimestampFrequency));
        }
    }

    private MovedResumption? CaptureResumable() => _resumable?.Capture(_waiting is null ? null : _silo.Detached.RemainingOf(_waiting), _commands);

    private void RestoreResumable(MovedResumption? moved)
    {
        if (moved is null)
        {
            return;
        }

        _resumable = ResumableRoot.Restore(moved, NewRecent(), _silo.Time.GetTimestamp());
        if (moved.Highest > 0)
        {
            Commands.Restore(moved.Answers, moved.Acknowledged, moved.Highest);
        }

        if (moved.WaitsFor is { } left)
        {
            Detach(left);
        }
    }
}
