using Musubi.Gateway.Channels;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Roots;
using Musubi.Gateway.Uploads;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Mounts;

/// <summary>A channel that mounts roots, from its join until it is left, replaced, or crashed.</summary>
/// <remarks>
/// <para>There are two forms. Topic <c>musubi:connection:…</c> is a channel of one root: its join is the mount, its leave the unmount. Topic
/// <c>musubi:connection</c> is the channel for all roots of a connection, for clients of Musubi 0.7 to 0.11: roots come and go by events, and every
/// payload names its root. If one of them crashes, so does the channel, because Phoenix has no smaller word for it; the client joins and mounts again.</para>
/// <para>A join takes as long as the application and the silo need. It runs on a thread of its own, and the topic's later frames wait in its
/// <see cref="FrameLine"/>; so do those behind a mount or an unmount. A channel that is left is <b>leaving</b> until the commands sent before have run.</para>
/// </remarks>
internal sealed class JoinedChannel : IChannel, IRootOwner
{
    private readonly GatewayUploads _uploads;
    private FrameLine? _line;

    /// <param name="table">Holds the channel until it is closed.</param>
    /// <param name="scope">What it shares with the socket's other channels.</param>
    /// <param name="uploads">The files that clients send.</param>
    /// <param name="join">The join.</param>
    /// <param name="replaced">The channel that this one replaces, if the client is still to hear of its end: that follows the reply to the join.</param>
    public JoinedChannel(ChannelTable table, SocketScope scope, GatewayUploads uploads, Frame join, IChannel? replaced)
    {
        _uploads = uploads;
        Life = new ChannelLife(this, table, scope, join.Topic == Topic.Connection ? ChannelKind.Connection : ChannelKind.Root, join, replaced);
    }

    public ChannelLife Life { get; }

    public ChannelFrames Frames => Life;

    private ChannelTable Table => Life.Table;

    private SocketScope Scope => Life.Scope;

    /// <summary>The root of a channel of one root, once that is mounted.</summary>
    public MountedRoot? Root { get; private set; }

    /// <summary>The socket as the application's callbacks left it; null until a channel of the connection is joined.</summary>
    public Socket? Joined { get; private set; }

    /// <summary>The name of the last command; only the read loop, or what runs in its stead, asks for it.</summary>
    public string? LastCommand { get; set; }

    public void Start(Frame join)
    {
        _line = new FrameLine(this, Scope);
        _line.Start(join);
    }

    public ValueTask ReceiveAsync(Frame frame)
    {
        lock (Scope.Lock)
        {
            if (Life.IsOver || _line is { LeaveWaits: true })
            {
                return ValueTask.CompletedTask;
            }

            if (_line is { } line)
            {
                return line.TryAdd(frame.Detach()) ? ValueTask.CompletedTask : WaitAsync(line.WhenRoom(), frame);
            }

            if (ChannelEvents.HoldsLaterFrames(this, frame))
            {
                Start(frame.Detach());
                return ValueTask.CompletedTask;
            }
        }

        return HandleAsync(frame);
    }

    /// <summary>Handles one frame. For its turn: those behind one that takes time are handled by its line.</summary>
    public ValueTask HandleAsync(Frame frame) => ChannelEvents.HandleAsync(this, Scope, _uploads, frame);

    /// <summary>Takes what waits behind the frame that its line has just handled, or ends the line.</summary>
    public bool TryTakeNext(FrameLine line, out Frame frame)
    {
        lock (Scope.Lock)
        {
            if (Life.State == ChannelState.Joined && line.TryTake(out frame))
            {
                return true;
            }

            frame = default;
            line.End();
            _line = null;
            if (Life.State == ChannelState.Closed)
            {
                Table.Release(this);
            }
            else if (Life.State == ChannelState.Joined && line.LeaveWaits)
            {
                BeginLeave(line.LeaveRef);
            }
        }

        Scope.Writer.Flush();
        return false;
    }

    /// <summary>Crashes, because its line did.</summary>
    public void OnFailed()
    {
        lock (Scope.Lock)
        {
            _line?.End();
            _line = null;
            if (Life.State == ChannelState.Closed)
            {
                Table.Release(this);
            }
            else
            {
                Crash();
            }
        }

        Scope.Writer.Flush();
    }

    public void Leave(string? @ref)
    {
        lock (Scope.Lock)
        {
            switch (Life.State)
            {
                case ChannelState.Joining:
                    DropRoots(TerminateReason.Left);
                    Life.AppendReply(@ref, ok: true);
                    Life.AppendClosed(ChannelEnd.Left);
                    break;
                case ChannelState.Joined when _line is { LeaveWaits: true }:
                    Life.AppendReply(@ref, ok: true);
                    break;
                case ChannelState.Joined when _line is { IsEmpty: false }:
                    // What was sent before the leave is handled before it.
                    _line.LeaveLater(@ref);
                    break;
                case ChannelState.Joined:
                    BeginLeave(@ref);
                    break;
                case ChannelState.Leaving:
                    Life.AppendReply(@ref, ok: true);
                    break;
            }
        }

        Scope.Writer.Flush();
    }

    public bool Replace()
    {
        if (Life.State == ChannelState.Joined && _line is { LeaveWaits: true })
        {
            BeginLeave(_line.LeaveRef);
        }

        switch (Life.State)
        {
            case ChannelState.Joining:
                // Nothing of it was answered, so nothing of it has to wait for the other's answer.
                DropRoots(TerminateReason.Replaced);
                Life.AppendClosed(ChannelEnd.Replaced);
                return false;
            case ChannelState.Leaving:
                // The last root to go completes the leave.
                DropRoots(TerminateReason.Replaced);
                return false;
            default:
                DropRoots(TerminateReason.Replaced);
                Life.Close(ChannelEnd.Replaced);
                return true;
        }
    }

    public Task DisconnectAsync()
    {
        Life.Close(ChannelEnd.Disconnected);
        return Task.WhenAll(Scope.RootsOf(this).Select(static root => root.EndAsync(TerminateReason.Disconnected)).ToArray());
    }

    public void OnClosed()
    {
        _line?.Clear();
        if (_line is null)
        {
            // A channel that is closed while its join still runs goes on to count, else a client could pile up joins by leaving them.
            Table.Release(this);
        }
    }

    /// <summary>Crashes, because a root of it is gone: the client joins again. Under the lock.</summary>
    public void OnRootLost(string? detail) => Crash(detail);

    public void OnRootTakenOver()
    {
        if (Life.Kind == ChannelKind.Connection)
        {
            // It has other roots, and there is no smaller word than that its client joins again.
            Crash();
        }
        else if (Life.State != ChannelState.Closed)
        {
            Life.AppendTakenOver();
        }
    }

    public void OnRoomAvailable()
    {
        MountedRoot[] roots;
        lock (Scope.Lock)
        {
            roots = [.. Scope.RootsOf(this)];
        }

        foreach (var root in roots)
        {
            root.Line.OnRoomAvailable();
        }
    }

    /// <summary>Accepts the join that has mounted a root. Under the lock.</summary>
    public void Accept(MountedRoot root, string? @ref, ReadOnlyMemory<byte> response)
    {
        Root = root;
        Life.Accept(@ref, response);
    }

    /// <summary>Accepts the join of a channel of the connection, which mounts nothing yet. Under the lock.</summary>
    public void Accept(Socket joined, string? @ref)
    {
        Joined = joined;
        Life.Accept(@ref);
    }

    /// <summary>Answers an event that has no further steps with an error.</summary>
    public void Refuse(string? @ref, Refusal refusal) => Life.Answer(@ref, ok: false, refusal.Response());

    private async ValueTask WaitAsync(Task room, Frame frame)
    {
        await room;
        await ReceiveAsync(frame);
    }

    // Under the lock, as all that follow.
    private void BeginLeave(string? @ref)
    {
        Life.BeginLeave(@ref);
        var roots = Scope.RootsOf(this).ToArray();
        var left = roots.Length;
        if (left == 0)
        {
            Life.AppendClosed(ChannelEnd.Left);
        }

        foreach (var root in roots)
        {
            _ = root.EndAsync(TerminateReason.Left, () =>
            {
                if (--left == 0 && Life.State == ChannelState.Leaving)
                {
                    Life.AppendClosed(ChannelEnd.Left);
                }
            });
        }
    }

    private void DropRoots(TerminateReason reason)
    {
        foreach (var root in Scope.RootsOf(this))
        {
            root.Drop(reason);
        }
    }

    private void Crash(string? detail = null)
    {
        if (Life.State != ChannelState.Closed)
        {
            Life.AppendCrashed(detail);
            DropRoots(TerminateReason.Left);
        }
    }
}
