using Musubi.Gateway.Collections;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Roots;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Channels;

/// <summary>One topic of one socket from its join until it is closed: the states that every kind of channel goes through, and the frames that say so.</summary>
/// <remarks>A channel is closed when its join is refused, when it has been left, when it crashes, when another join replaces it, and when its
/// socket ends. The <c>phx_close</c> of a channel that this one replaced is owed to the client until this one's join is answered.
/// All members but <see cref="Answer"/> are called under the scope's lock.</remarks>
internal sealed class ChannelLife : ChannelFrames
{
    private readonly IChannel _channel;
    private ChannelLife? _replaced;
    private string? _leaveRef;

    /// <param name="channel">The channel.</param>
    /// <param name="table">Holds the channel until it is closed.</param>
    /// <param name="scope">What it shares with the socket's other channels.</param>
    /// <param name="kind">What its topic is for.</param>
    /// <param name="join">The join.</param>
    /// <param name="replaced">The channel that this one replaces, if the client is still to hear of its end: that follows the reply to the join.</param>
    public ChannelLife(IChannel channel, ChannelTable table, SocketScope scope, ChannelKind kind, Frame join, IChannel? replaced)
        : base(scope.Writer, join.Topic, join.JoinRef)
    {
        _channel = channel;
        Table = table;
        Scope = scope;
        _replaced = replaced?.Life;
        Kind = kind;
    }

    public ChannelKind Kind { get; }

    /// <summary>Holds the channel until it is closed.</summary>
    public ChannelTable Table { get; }

    /// <summary>What it shares with the socket's other channels.</summary>
    public SocketScope Scope { get; }

    /// <summary>What its names take for as long as it counts among the socket's channels.</summary>
    public int Bytes => PendingBytes.Of(Topic) + PendingBytes.Of(JoinRef);

    /// <summary>What those of the channel of a join will take.</summary>
    public static int BytesOf(Frame join) => PendingBytes.Of(join.Topic) + PendingBytes.Of(join.JoinRef);

    public ChannelState State { get; private set; } = ChannelState.Joining;

    /// <summary>Whether it has been left or is closed, so that nothing more is taken from the client.</summary>
    public bool IsOver => State is ChannelState.Leaving or ChannelState.Closed;

    /// <summary>Accepts the join, unless it was called off meanwhile.</summary>
    public void Accept(string? @ref, ReadOnlyMemory<byte> response = default)
    {
        if (State != ChannelState.Joining)
        {
            return;
        }

        State = ChannelState.Joined;
        Scope.Metrics.ChannelJoined(Kind);
        AppendReply(@ref, ok: true, response);
        AppendOwedClose();
    }

    /// <summary>Refuses the join.</summary>
    public void Refuse(string? @ref, ReadOnlyMemory<byte> response)
    {
        AppendReply(@ref, ok: false, response);
        AppendOwedClose();
        Close(ChannelEnd.Refused);
    }

    /// <summary>Notes that the client has left. <see cref="AppendClosed"/> replies to that.</summary>
    public void BeginLeave(string? @ref)
    {
        State = ChannelState.Leaving;
        _leaveRef = @ref;
    }

    /// <summary>Closes and tells the client: a reply to its leave if there was one, then <c>phx_close</c>.</summary>
    public void AppendClosed(ChannelEnd end)
    {
        if (State == ChannelState.Leaving)
        {
            AppendReply(_leaveRef, ok: true);
        }

        AppendClose();
        AppendOwedClose();
        Close(end);
    }

    /// <summary>Closes and tells the client that it has to join again.</summary>
    /// <param name="detail">What was thrown, which clients hear of only where <see cref="MusubiGatewayOptions.EnableDetailedErrors"/> says so.</param>
    public void AppendCrashed(string? detail = null)
    {
        AppendError(Scope.Options.EnableDetailedErrors ? detail : null);
        AppendOwedClose();
        Close(ChannelEnd.Crashed);
    }

    /// <summary>Closes and tells the client that its root is another socket's now.</summary>
    public new void AppendTakenOver()
    {
        if (State == ChannelState.Leaving)
        {
            AppendReply(_leaveRef, ok: true);
        }

        base.AppendTakenOver();
        AppendOwedClose();
        Close(ChannelEnd.TakenOver);
    }

    /// <summary>Closes without a word, once.</summary>
    public void Close(ChannelEnd end)
    {
        switch (State)
        {
            case ChannelState.Closed:
                return;
            case ChannelState.Joining:
                Scope.Metrics.ChannelNotJoined(Kind, end);
                break;
            default:
                Scope.Metrics.ChannelTerminated(Kind, end);
                break;
        }

        State = ChannelState.Closed;
        Table.Remove(_channel);
        _channel.OnClosed();
    }

    /// <summary>Replies and sends, unless the channel is closed. Not under the lock.</summary>
    public void Answer(string? @ref, bool ok, ReadOnlyMemory<byte> response = default)
    {
        lock (Scope.Lock)
        {
            if (State != ChannelState.Closed)
            {
                AppendReply(@ref, ok, response);
            }
        }

        Scope.Writer.Flush();
    }

    private void AppendOwedClose()
    {
        _replaced?.AppendClose();
        _replaced = null;
    }
}
