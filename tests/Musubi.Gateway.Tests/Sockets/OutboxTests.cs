using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Musubi.Gateway.Channels;
using Musubi.Gateway.Sockets;
using Musubi.Gateway.Tests.Diagnostics;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Tests.Sockets;

public sealed class OutboxTests : IDisposable
{
    private const int Limit = 4096;

    private readonly ScriptedWebSocket _socket = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly Outbox _outbox;

    public OutboxTests() => _outbox = new Outbox(_socket, transport: null, Limit, _clock, Unheard.Metrics, "connection", NullLogger.Instance);

    public void Dispose() => _socket.Dispose();

    [Fact]
    public void Flush_SendsEachFrameAsOneMessageInOrder()
    {
        _outbox.Append(Push("a"));
        _outbox.Append(Push("b"));
        Assert.Empty(_socket.Sent);

        _outbox.Flush();

        Assert.Equal(["""[null,null,"a","e",{}]""", """[null,null,"b","e",{}]"""], _socket.Sent);
    }

    [Fact]
    public void Append_WhileSending_IsSentByTheSameSender()
    {
        _socket.Block();
        Send("a");
        Send("b");
        Send("c");
        Assert.Empty(_socket.Sent);

        _socket.Unblock();

        Assert.Equal(3, _socket.Sent.Count);
    }

    [Fact]
    public void Frame_LongerThanAPiece_IsOneMessage()
    {
        Send(new string('x', 100_000));

        Assert.Equal(100_000 + """[null,null,"","e",{}]""".Length, Assert.Single(_socket.Sent).Length);
    }

    [Fact]
    public void Frame_LongerThanTheLimitWithNothingWaiting_FillsItOnlyUntilItIsBeingSent()
    {
        _socket.Block();
        Send(new string('x', 10 * Limit));

        Assert.True(_outbox.HasRoom);
    }

    [Fact]
    public void Outbox_Full_HasRoomAgainWhenHalfIsGone()
    {
        var channels = new Resumed();
        _outbox.Channels = channels;
        FillUp();
        var room = _outbox.WhenRoom();
        Assert.False(_outbox.HasRoom);
        Assert.False(room.IsCompleted);

        _socket.Unblock();

        Assert.True(_outbox.HasRoom);
        Assert.True(room.IsCompletedSuccessfully);
        Assert.Equal(1, channels.Times);
    }

    [Fact]
    public void Outbox_FullForSoLong_IsStuck()
    {
        FillUp();
        Assert.False(IsStuckFor(10));

        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.True(IsStuckFor(10));

        _socket.Unblock();
        Assert.False(IsStuckFor(10));
    }

    [Fact]
    public void Outbox_OneSendForSoLong_IsStuck()
    {
        _socket.Block();
        Send("a");
        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.True(IsStuckFor(10));
    }

    [Fact]
    public void Outbox_WithNothingToSend_IsNeverStuck()
    {
        Send("a");
        _clock.Advance(TimeSpan.FromHours(1));

        Assert.False(IsStuckFor(10));
    }

    [Fact]
    public void Close_ComesAfterWhatWaitsAndBeforeNothing()
    {
        _socket.Block();
        Send("a");
        Send("b");
        _outbox.Close(CloseReason.Restart);
        Send("c");
        Assert.Null(_socket.ClosedWith);

        _socket.Unblock();

        Assert.Equal(2, _socket.Sent.Count);
        Assert.Equal(1012, (int)_socket.ClosedWith!);
    }

    [Fact]
    public void Abandoned_LetsWhoWaitsGo()
    {
        FillUp();
        var room = _outbox.WhenRoom();

        _outbox.Abandon();

        Assert.True(room.IsCompletedSuccessfully);
        Assert.False(_outbox.HasRoom);
        _socket.Unblock();
        Assert.Single(_socket.Sent);
    }

    [Fact]
    public void Send_Fails_AbandonsTheRest()
    {
        _socket.Block();
        Send("a");
        Send("b");

        _socket.Abort();

        Assert.Empty(_socket.Sent);
        Assert.False(_outbox.HasRoom);
        Send("c");
        Assert.Empty(_socket.Sent);
    }

    private static Frame Push(string topic) => new(null, null, topic, "e", "{}"u8.ToArray());

    private void Send(string topic)
    {
        _outbox.Append(Push(topic));
        _outbox.Flush();
    }

    // One message is being sent, and others wait behind it up to the limit.
    private void FillUp()
    {
        _socket.Block();
        while (_outbox.HasRoom)
        {
            Send(new string('x', 500));
        }
    }

    private bool IsStuckFor(int seconds) => _outbox.IsStuckSince(_clock.GetTimestamp() - (seconds * _clock.TimestampFrequency));

    private sealed class Resumed : IRoomWaiter
    {
        public int Times { get; private set; }

        public void OnRoomAvailable() => Times++;
    }
}
