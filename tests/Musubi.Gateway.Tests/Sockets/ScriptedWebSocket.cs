using System.Net.WebSockets;
using System.Text;

namespace Musubi.Gateway.Tests.Sockets;

/// <summary>A WebSocket without a network: what it receives is given, and it takes what is sent when the test lets it.</summary>
internal sealed class ScriptedWebSocket : WebSocket
{
    private readonly Queue<(byte[] Bytes, bool EndOfMessage)> _incoming = new();
    private TaskCompletionSource<ValueWebSocketReceiveResult>? _receiving;
    private Memory<byte> _into;
    private readonly StringBuilder _message = new();
    private TaskCompletionSource? _gate;
    private bool _aborted;

    public List<string> Sent { get; } = [];

    public int Received { get; private set; }

    public WebSocketCloseStatus? ClosedWith { get; private set; }

    public override WebSocketCloseStatus? CloseStatus => null;

    public override string? CloseStatusDescription => null;

    public override WebSocketState State => _aborted ? WebSocketState.Aborted : ClosedWith is null ? WebSocketState.Open : WebSocketState.CloseSent;

    public override string? SubProtocol => null;

    /// <summary>Sends wait from now on.</summary>
    public void Block() => _gate = new TaskCompletionSource();

    /// <summary>Sends go through again, those that wait included.</summary>
    public void Unblock()
    {
        var gate = _gate;
        _gate = null;
        gate?.SetResult();
    }

    public void Receive(string text) => Receive(text, endOfMessage: true);

    /// <summary>Receives a part of a message.</summary>
    public void ReceivePiece(string text) => Receive(text, endOfMessage: false);

    public override ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_aborted, this);
        _into = buffer;
        if (_incoming.Count > 0)
        {
            return new(Take());
        }

        _receiving = new TaskCompletionSource<ValueWebSocketReceiveResult>();
        return new(_receiving.Task);
    }

    public override async ValueTask SendAsync(ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        if (_gate is { } gate)
        {
            await gate.Task;
        }

        ObjectDisposedException.ThrowIf(_aborted, this);
        _message.Append(Encoding.UTF8.GetString(buffer.Span));
        if (endOfMessage)
        {
            Sent.Add(_message.ToString());
            _message.Clear();
        }
    }

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        ClosedWith = closeStatus;
        return Task.CompletedTask;
    }

    public override void Abort()
    {
        _aborted = true;
        _receiving?.TrySetException(new WebSocketException(WebSocketError.ConnectionClosedPrematurely));
        Unblock();
    }

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => throw new NotSupportedException();

    public override void Dispose()
    {
    }

    public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) => throw new NotSupportedException();

    public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) => throw new NotSupportedException();

    private void Receive(string text, bool endOfMessage)
    {
        _incoming.Enqueue((Encoding.UTF8.GetBytes(text), endOfMessage));
        if (_receiving is { } receiving)
        {
            _receiving = null;
            receiving.SetResult(Take());
        }
    }

    private ValueWebSocketReceiveResult Take()
    {
        if (_into.IsEmpty)
        {
            return new(0, WebSocketMessageType.Text, endOfMessage: false);
        }

        var (bytes, endOfMessage) = _incoming.Dequeue();
        bytes.CopyTo(_into);
        Received++;
        return new(bytes.Length, WebSocketMessageType.Text, endOfMessage);
    }
}
