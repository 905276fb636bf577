using System.Diagnostics.CodeAnalysis;
using System.Text;
using Musubi.Gateway.Collections;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Roots;
using Musubi.Gateway.Uploads;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Channels;

/// <summary>One topic of one socket, from its join until it is left, replaced, or crashed.</summary>
/// <remarks>
/// <para>A channel is <b>joining</b> while the application and the silo decide. That runs aside, so the socket's other channels go
/// on; frames of its own topic wait behind it, in order. A channel whose join is accepted is <b>joined</b>. One that is left
/// is <b>leaving</b> until the commands sent before have run, and then it is <b>closed</b>, as it is at once when its join is refused, when it
/// crashes, when another join replaces it, and when the socket ends. A closed channel writes nothing more.</para>
/// <para>All members named Append, and those that say so, are called under the scope's lock.</para>
/// </remarks>
internal abstract class JoinedChannel : IChannel
{
    private readonly ChannelTable _table;
    private BoundedLine<Frame> _waiting;
    private NameTable<MountedRoot> _roots;
    private State _state = State.Joining;
    private bool _aside = true;
    private bool _leaveWaits;
    private bool _released;
    private string? _leaveRef;
    private string? _lastCommand;
    private IChannel? _replaced;

    /// <param name="table">Holds the channel until it is closed.</param>
    /// <param name="scope">What it shares with the socket's other channels.</param>
    /// <param name="join">The join.</param>
    /// <param name="replaced">The channel that this one replaces, if the client is still to hear of its end: that follows the reply to the join.</param>
    protected JoinedChannel(ChannelTable table, SocketScope scope, Frame join, IChannel? replaced)
    {
        _table = table;
        _replaced = replaced;
        _waiting = new BoundedLine<Frame>(scope.Options.MaxPendingCommands);
        Scope = scope;
        Topic = join.Topic;
        JoinRef = join.JoinRef;
    }

    private enum State
    {
        Joining,
        Joined,
        Leaving,
        Closed,
    }

    public string Topic { get; }

    public string? JoinRef { get; }

    protected SocketScope Scope { get; }

    /// <summary>What its topic is for.</summary>
    protected abstract ChannelKind Kind { get; }

    /// <summary>Begins the join, on a thread of its own: the application's code decides how long it takes.</summary>
    public void Start(Frame join) => _ = Task.Run(() => RunAsideAsync(join));

    public ValueTask ReceiveAsync(Frame frame)
    {
        lock (Scope.Lock)
        {
            if (_state is State.Leaving or State.Closed || _leaveWaits)
            {
                return ValueTask.CompletedTask;
            }

            if (_aside)
            {
                return _waiting.TryAdd(frame.Detach()) ? ValueTask.CompletedTask : WaitAsync(_waiting.WhenRoom(), frame);
            }

            if (RunsAside(frame.Event))
            {
                _aside = true;
                Start(frame.Detach());
                return ValueTask.CompletedTask;
            }
        }

        return HandleAsync(frame);
    }

    public void Leave(string? @ref)
    {
        lock (Scope.Lock)
        {
            switch (_state)
            {
                case State.Joining:
                    DropRoots(TerminateReason.Left);
                    AppendLeft(@ref);
                    break;
                case State.Joined when _leaveWaits:
                    AppendReply(@ref, ok: true);
                    break;
                case State.Joined when _aside && !_waiting.IsEmpty:
                    // What was sent before the leave is handled before it.
                    _leaveRef = @ref;
                    _leaveWaits = true;
                    break;
                case State.Joined:
                    BeginLeave(@ref);
                    break;
                case State.Leaving:
                    AppendReply(@ref, ok: true);
                    break;
            }
        }

        Scope.Writer.Flush();
    }

    public bool Replace()
    {
        if (_state == State.Joined && _leaveWaits)
        {
            BeginLeave(_leaveRef);
        }

        switch (_state)
        {
            case State.Joining:
                // Nothing of it was answered, so nothing of it has to wait for the other's answer.
                DropRoots(TerminateReason.Replaced);
                AppendClosed(ChannelEnd.Replaced);
                return false;
            case State.Leaving:
                // The last root to go completes the leave.
                DropRoots(TerminateReason.Replaced);
                return false;
            default:
                DropRoots(TerminateReason.Replaced);
                Close(ChannelEnd.Replaced);
                return true;
        }
    }

    public Task DisconnectAsync()
    {
        Close(ChannelEnd.Disconnected);
        return Task.WhenAll(_roots.ToArray().Select(static root => root.EndAsync(TerminateReason.Disconnected)).ToArray());
    }

    /// <summary>Crashes, because a root of it is gone: the client joins again. Under the lock.</summary>
    public void OnRootLost() => Crash();

    public void Resume()
    {
        MountedRoot[] roots;
        lock (Scope.Lock)
        {
            roots = _roots.ToArray();
        }

        foreach (var root in roots)
        {
            root.Resume();
        }
    }

    public void AppendReply(string? @ref, bool ok, ReadOnlyMemory<byte> response = default) =>
        Scope.Writer.Append(new ReplyFrame(JoinRef, @ref, Topic, ok, response));

    public void AppendRefusal(string? @ref, Refusal refusal) => AppendReply(@ref, ok: false, refusal.Response());

    public void AppendPatch(string rootId, long baseVersion, PatchEnvelope patch) =>
        Scope.Writer.Append(new PatchFrame(JoinRef, Topic, rootId, baseVersion, patch));

    /// <summary>Handles one frame; those after it wait only if it <see cref="RunsAside"/>.</summary>
    protected abstract ValueTask HandleAsync(Frame frame);

    /// <summary>Whether an event takes the application's or the silo's time before later frames of this topic make sense.</summary>
    protected virtual bool RunsAside(string @event) => false;

    /// <summary>Answers a mount that went well, before its first patch. Under the lock.</summary>
    protected abstract void AppendMounted(string? @ref, MountedRoot root);

    /// <summary>Answers a mount that did not. Under the lock.</summary>
    protected abstract void AppendMountRefused(string? @ref, ReadOnlyMemory<byte> response);

    /// <summary>Answers a command, or another event that has no further steps, with an error.</summary>
    protected void Refuse(string? @ref, Refusal refusal) => Answer(@ref, ok: false, refusal.Response());

    /// <summary>Accepts the join, unless it was called off meanwhile. Under the lock.</summary>
    protected void AppendJoined(string? @ref, ReadOnlyMemory<byte> response = default)
    {
        if (_state != State.Joining)
        {
            return;
        }

        _state = State.Joined;
        Scope.Metrics.ChannelJoined(Kind);
        AppendReply(@ref, ok: true, response);
        AppendOwedClose();
    }

    /// <summary>Refuses the join. Under the lock.</summary>
    protected void AppendJoinRefused(string? @ref, ReadOnlyMemory<byte> response)
    {
        AppendReply(@ref, ok: false, response);
        AppendOwedClose();
        Close(ChannelEnd.Refused);
    }

    /// <summary>Asks the application whether the client may join.</summary>
    /// <returns>The socket to go on with; null when it may not, or has called the join off.</returns>
    protected async Task<Socket?> AuthorizeAsync(Frame join, Params joinParams)
    {
        Socket? socket = null;
        var refusal = Refusal.JoinCrashed;
        try
        {
            var result = await Scope.Application.HandleJoin(joinParams, Scope.Connected);
            socket = result.Socket;
            refusal = Refusals.Of(result.Reason);
        }
        catch (Exception exception)
        {
            Scope.Logger.HandleJoinThrew(exception);
        }

        lock (Scope.Lock)
        {
            if (_state != State.Joining)
            {
                return null;
            }

            if (socket is null)
            {
                AppendJoinRefused(join.Ref, refusal.Response());
            }
        }

        Scope.Writer.Flush();
        return socket;
    }

    /// <summary>Mounts the root that the payload names.</summary>
    protected async Task MountAsync(string? @ref, ReadOnlyMemory<byte> payload, Socket socket)
    {
        var mount = MountPayload.Read(payload);
        MountedRoot? root = null;
        lock (Scope.Lock)
        {
            if (_state is State.Leaving or State.Closed)
            {
                return;
            }

            if (Check(mount) is { } refusal)
            {
                AppendMountRefused(@ref, refusal);
            }
            else
            {
                // By now one of the application's own names, so all its roots can share the text.
                root = new MountedRoot(Scope, this, new RootId(string.Intern(mount.Module!), mount.Id!));
                root.Claim();
                _roots.Add(root.WireId, root);
            }
        }

        if (root is null)
        {
            Scope.Writer.Flush();
            return;
        }

        await root.MountAsync(mount.Params!, socket, outcome =>
        {
            if (outcome == MountOutcome.Mounted)
            {
                AppendMounted(@ref, root);
                root.Begin();
                return;
            }

            _roots.Remove(root.WireId);
            AppendMountRefused(@ref, (outcome == MountOutcome.UnknownRoot ? Refusal.UnknownRoot : Refusal.JoinCrashed).Response());
        });
    }

    /// <summary>Finds a root that is mounted or being mounted here, by the name that clients know it by. Under the lock.</summary>
    protected bool TryGetRoot(string wireId, [NotNullWhen(true)] out MountedRoot? root) => _roots.TryGetValue(wireId, out root);

    /// <summary>Lets go of a root. Under the lock.</summary>
    protected void Remove(MountedRoot root) => _roots.Remove(root.WireId);

    /// <summary>Finds the root that an event is for, or refuses the event.</summary>
    /// <param name="ref">What the refusal must carry.</param>
    /// <param name="rootId">The root as the payload names it; null when it does not.</param>
    /// <param name="root">The root.</param>
    protected abstract bool TryFind(string? @ref, string? rootId, [NotNullWhen(true)] out MountedRoot? root);

    /// <summary>Hands a command to its root.</summary>
    protected ValueTask CommandAsync(Frame frame)
    {
        var command = CommandPayload.Read(frame.Payload, _lastCommand);
        if (command.Name is null)
        {
            Refuse(frame.Ref, Refusal.MissingRequiredField);
        }
        else if (!TryFind(frame.Ref, command.RootId, out var root))
        {
            // Refused by now.
        }
        else if (command.StoreId is { } storeId)
        {
            _lastCommand = command.Name;
            var exchange = Scope.Metrics.Commanding(root.Id.Module, Scope.Request);
            return root.AskAsync(new RootCommand(frame.Ref, storeId, command.Name, command.Payload.ToArray(), exchange));
        }
        else
        {
            Refuse(frame.Ref, Refusal.UnknownStore);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Hands what a client asks or says about its files to their root.</summary>
    protected ValueTask UploadAsync(Frame frame)
    {
        var upload = UploadPayload.Read(frame.Payload);
        if (upload.Name is null || (upload.Ref is null && frame.Event != Events.AllowUpload))
        {
            Refuse(frame.Ref, Refusal.MissingRequiredField);
        }
        else if (!TryFind(frame.Ref, upload.RootId, out var root))
        {
            // Refused by now.
        }
        else if (upload.StoreId is { } storeId)
        {
            return root.AskAsync(frame.Event == Events.AllowUpload
                ? new UploadPreflight(Scope, root.Id, frame.Ref, storeId, upload.Name, upload.Entries)
                : new ClientReport(root, frame.Ref, storeId, upload.Name, upload.Ref!, ClientReport.Of(frame.Event, upload)));
        }
        else if (frame.Event == Events.CancelUpload)
        {
            Answer(frame.Ref, ok: true);
        }
        else
        {
            Refuse(frame.Ref, Refusal.UnknownStore);
        }

        return ValueTask.CompletedTask;
    }

    private void Answer(string? @ref, bool ok, ReadOnlyMemory<byte> response = default)
    {
        lock (Scope.Lock)
        {
            if (_state != State.Closed)
            {
                AppendReply(@ref, ok, response);
            }
        }

        Scope.Writer.Flush();
    }

    private async Task RunAsideAsync(Frame frame)
    {
        try
        {
            do
            {
                await HandleAsync(frame);
            }
            while (TryTakeWaiting(out frame));
        }
        catch (Exception exception)
        {
            Scope.Logger.ChannelFailed(exception);
            lock (Scope.Lock)
            {
                _aside = false;
                Crash();
            }

            Scope.Writer.Flush();
        }
    }

    private bool TryTakeWaiting(out Frame frame)
    {
        lock (Scope.Lock)
        {
            if (_state == State.Joined && _waiting.TryTake(out frame))
            {
                return true;
            }

            frame = default;
            _aside = false;
            if (_state == State.Joined && _leaveWaits)
            {
                BeginLeave(_leaveRef);
            }

            ReleaseIfDone();
        }

        Scope.Writer.Flush();
        return false;
    }

    // Under the lock.
    private void BeginLeave(string? @ref)
    {
        _state = State.Leaving;
        _leaveRef = @ref;
        EndRoots();
    }

    private async ValueTask WaitAsync(Task room, Frame frame)
    {
        await room;
        await ReceiveAsync(frame);
    }

    // The order of docs/wire.md, section 2.
    private ReadOnlyMemory<byte>? Check(MountPayload mount)
    {
        Refusal? refusal = mount switch
        {
            { Module: null } => Refusal.MissingRequiredField,
            { Id: null } => Refusal.MissingRootId,
            { Params: null } => Refusal.ParamsMustBeAMap,
            _ when !Scope.Application.FetchRootByModule(mount.Module, out _) => Refusal.UnknownRoot,
            // No application means such an id, and every message to its grain would carry it.
            _ when Encoding.UTF8.GetByteCount(mount.Id) > Scope.Options.MaxTopicBytes => Refusal.UnknownRoot,
            _ => null,
        };
        if (refusal is { } found)
        {
            return found.Response();
        }

        var id = new RootId(mount.Module!, mount.Id!);
        if (Scope.Has(id))
        {
            return Refusals.AlreadyMounted(id);
        }

        if (Scope.RootCount >= Scope.Options.MaxChannelsPerSocket)
        {
            // The connection's channel mounts many roots, each of which costs what a channel costs.
            return Refusal.TooManyChannels.Response();
        }

        return null;
    }

    private void EndRoots()
    {
        var left = _roots.Count;
        if (left == 0)
        {
            AppendLeft(_leaveRef);
        }

        foreach (var root in _roots.ToArray())
        {
            _ = root.EndAsync(TerminateReason.Left, () =>
            {
                if (--left == 0 && _state == State.Leaving)
                {
                    AppendLeft(_leaveRef);
                }
            });
        }
    }

    private void DropRoots(TerminateReason reason)
    {
        foreach (var root in _roots.ToArray())
        {
            root.Drop(reason);
        }
    }

    private void AppendLeft(string? @ref)
    {
        AppendReply(@ref, ok: true);
        AppendClosed(ChannelEnd.Left);
    }

    private void AppendClosed(ChannelEnd end)
    {
        Scope.Writer.Append(Frame.Close(JoinRef, Topic));
        AppendOwedClose();
        Close(end);
    }

    private void AppendOwedClose()
    {
        if (_replaced is { } replaced)
        {
            Scope.Writer.Append(Frame.Close(replaced.JoinRef, replaced.Topic));
            _replaced = null;
        }
    }

    private void Crash()
    {
        if (_state == State.Closed)
        {
            ReleaseIfDone();
            return;
        }

        Scope.Writer.Append(Frame.Error(JoinRef, Topic));
        AppendOwedClose();
        Close(ChannelEnd.Crashed);
        DropRoots(TerminateReason.Left);
    }

    private void Close(ChannelEnd end)
    {
        if (_state == State.Joining)
        {
            Scope.Metrics.ChannelNotJoined(Kind, end);
        }
        else if (_state != State.Closed)
        {
            Scope.Metrics.ChannelTerminated(Kind, end);
        }

        _state = State.Closed;
        _waiting.Clear();
        _table.Remove(this);
        ReleaseIfDone();
    }

    // A channel that is closed while its join still runs goes on to count, else a client could pile up joins by leaving them.
    private void ReleaseIfDone()
    {
        if (_state == State.Closed && !_aside && !_released)
        {
            _released = true;
            _table.Release();
        }
    }
}
