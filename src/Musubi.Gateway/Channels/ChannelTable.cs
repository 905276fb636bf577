using System.Text;
using Musubi.Gateway.Collections;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Roots;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Channels;

/// <summary>The channels of one socket: brings each frame to the one it is for, and answers those that are for none.</summary>
/// <remarks>Source: docs/wire.md, section 1, and Phoenix' own <c>lib/phoenix/socket.ex</c>.</remarks>
internal sealed class ChannelTable(SocketScope scope, IChannelRoutes routes) : IRoomWaiter
{
    private NameTable<IChannel> _channels;
    private int _used;
    private Task? _disconnected;

    /// <summary>What the client makes us keep. May be read without the lock.</summary>
    public long PendingBytes => scope.Pending.Held;

    /// <summary>Takes a frame from the read loop, one at a time.</summary>
    /// <returns>Completes when the next may come: at once, unless too much waits for its channel, or for all of them.</returns>
    public ValueTask ReceiveAsync(Frame frame)
    {
        if (frame is { Event: Events.Heartbeat, Topic: Topic.Phoenix, Refused: null })
        {
            Reply(new ReplyFrame(null, frame.Ref, frame.Topic, Ok: true, default));
            return ValueTask.CompletedTask;
        }

        Task? room = null;
        IChannel? channel;
        lock (scope.Lock)
        {
            _channels.TryGetValue(frame.Topic, out channel);
            if (frame.Refused is null && frame.Event != Events.Leave)
            {
                room = scope.Pending.WhenRoom(frame.Bytes);
            }
        }

        if (room is not null)
        {
            return WaitAsync(room, frame);
        }

        if (frame.Event == Events.Join)
        {
            Join(frame);
            return ValueTask.CompletedTask;
        }

        if (channel is null)
        {
            Reply(frame.Event == Events.Leave ? new ReplyFrame(frame.JoinRef, frame.Ref, frame.Topic, Ok: true, default)
                : frame is { Topic: Topic.Phoenix, Refused: { } unheard } ? Refused(frame, unheard)
                : Unmatched(frame));
            return ValueTask.CompletedTask;
        }

        if (frame.JoinRef is not null && channel.Life.JoinRef is not null && frame.JoinRef != channel.Life.JoinRef)
        {
            // Sent before the client knew of its newer join, or of the old one's end.
            return ValueTask.CompletedTask;
        }

        if (frame.Refused is { } refusal)
        {
            Reply(Refused(frame, refusal));
            return ValueTask.CompletedTask;
        }

        if (frame.Event == Events.Leave)
        {
            channel.Leave(frame.Ref);
            return ValueTask.CompletedTask;
        }

        return channel.ReceiveAsync(frame);
    }

    /// <summary>Lets every channel go on after the socket had no room.</summary>
    public void OnRoomAvailable()
    {
        IChannel[] channels;
        lock (scope.Lock)
        {
            channels = _channels.ToArray();
        }

        foreach (var channel in channels)
        {
            channel.OnRoomAvailable();
        }
    }

    /// <summary>Ends every channel with the socket; calling it again changes nothing.</summary>
    /// <returns>Completes when their roots are unmounted.</returns>
    public Task DisconnectAsync()
    {
        lock (scope.Lock)
        {
            _disconnected ??= Task.WhenAll(_channels.ToArray().Select(static channel => channel.DisconnectAsync()).ToArray());
            scope.Pending.Open();
            return _disconnected;
        }
    }

    /// <summary>Ends every channel with the socket, and does not wait longer than that for their roots.</summary>
    public async Task EndAsync(TimeSpan patience)
    {
        try
        {
            await DisconnectAsync().WaitAsync(patience, scope.Clock);
        }
        catch (TimeoutException)
        {
            // The unmounts go on; a silo that never hears of them sees by itself that nobody asks.
        }
    }

    /// <summary>Forgets a channel that is closed. Under the lock.</summary>
    public void Remove(IChannel channel)
    {
        if (_channels.TryGetValue(channel.Life.Topic, out var current) && current == channel)
        {
            _channels.Remove(channel.Life.Topic);
        }
    }

    /// <summary>Gives back a channel's place among those that a socket may have, and what it kept. Under the lock.</summary>
    public void Release(IChannel channel)
    {
        _used--;
        scope.Pending.Forget(channel.Life.Bytes);
    }

    private static ReplyFrame Unmatched(Frame frame) => new(null, frame.Ref, frame.Topic, Ok: false, Refusal.UnmatchedTopic.Response());

    // What nobody could take is answered on its ref, so that it costs its client one call and not the socket.
    private ReplyFrame Refused(Frame frame, Refusal refusal)
    {
        scope.Metrics.FrameRefused(refusal switch
        {
            Refusal.PayloadTooLarge => RefusedFrame.PayloadTooLarge,
            Refusal.PayloadTooDeep => RefusedFrame.PayloadTooDeep,
            Refusal.RefTooLong => RefusedFrame.RefTooLong,
            _ => RefusedFrame.EventTooLong,
        });
        return Error(frame, refusal);
    }

    private static ReplyFrame Error(Frame frame, Refusal refusal) => new(frame.JoinRef, frame.Ref, frame.Topic, Ok: false, refusal.Response());

    private void Join(Frame join)
    {
        if (!routes.Leads(join.Topic) || Encoding.UTF8.GetByteCount(join.Topic) > scope.Options.MaxTopicBytes)
        {
            Reply(Unmatched(join));
            return;
        }

        lock (scope.Lock)
        {
            if (_disconnected is not null)
            {
                return;
            }

            var replaced = _channels.TryGetValue(join.Topic, out var old) && old.Replace() ? old : null;
            if (join.Refused is not null || _used >= scope.Options.MaxChannelsPerSocket || !scope.Pending.CanKeep(ChannelLife.BytesOf(join)))
            {
                scope.Writer.Append(join.Refused is { } refusal ? Refused(join, refusal) : Error(join, Refusal.TooManyChannels));
                replaced?.Life.AppendClose();
            }
            else
            {
                _used++;
                var channel = routes.Open(this, scope, join, replaced);
                _channels.Add(join.Topic, channel);
                scope.Pending.Keep(channel.Life.Bytes);
                channel.Start(join.Detach());
            }
        }

        scope.Writer.Flush();
    }

    private async ValueTask WaitAsync(Task room, Frame frame)
    {
        await room;
        await ReceiveAsync(frame);
    }

    private void Reply(ReplyFrame reply)
    {
        lock (scope.Lock)
        {
            scope.Writer.Append(reply);
        }

        scope.Writer.Flush();
    }
}
