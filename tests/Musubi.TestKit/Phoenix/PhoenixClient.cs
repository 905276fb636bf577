using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Musubi.TestKit.Phoenix;

/// <summary>A Phoenix Channels client over a real WebSocket, with every frame in the test's hands.</summary>
/// <remarks>Frames wait in the order they came until a test takes them. It sends no heartbeat by itself.</remarks>
public sealed class PhoenixClient : IAsyncDisposable
{
    private readonly ClientWebSocket _webSocket;
    private readonly CancellationToken _cancellationToken;
    private readonly Inbox<Frame> _inbox = new();
    private readonly StringBuilder _transcript = new();
    private readonly TaskCompletionSource<SocketEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _sending = new(1);
    private readonly Task _reading;
    private int _lastRef;

    private PhoenixClient(ClientWebSocket webSocket, CancellationToken cancellationToken)
    {
        _webSocket = webSocket;
        _cancellationToken = cancellationToken;
        _reading = ReadAsync();
    }

    /// <summary>Every text frame received so far, one a line.</summary>
    public string Transcript
    {
        get
        {
            lock (_transcript)
            {
                return _transcript.ToString();
            }
        }
    }

    /// <summary>The address a Phoenix client would open.</summary>
    public static Uri Endpoint(Uri server, string query) =>
        new UriBuilder(server) { Scheme = server.Scheme == "https" ? "wss" : "ws", Path = "/socket/websocket", Query = query }.Uri;

    /// <summary>Connects to <c>/socket</c>.</summary>
    /// <exception cref="WebSocketException">The server refused; its status is in the message.</exception>
    public static Task<PhoenixClient> ConnectAsync(Uri server, CancellationToken cancellationToken, params (string Name, string Value)[] connectParams) =>
        ConnectAsync(
            Endpoint(server, string.Join('&', [.. connectParams.Select(static param => $"{param.Name}={Uri.EscapeDataString(param.Value)}"), "vsn=2.0.0"])),
            static _ => { },
            cancellationToken);

    /// <summary>Connects to an address with options of the test's own.</summary>
    public static async Task<PhoenixClient> ConnectAsync(Uri endpoint, Action<ClientWebSocketOptions> configure, CancellationToken cancellationToken)
    {
        var webSocket = new ClientWebSocket();
        configure(webSocket.Options);
        try
        {
            await webSocket.ConnectAsync(endpoint, cancellationToken).WaitAsync(Patience.Limit, cancellationToken);
        }
        catch
        {
            webSocket.Dispose();
            throw;
        }

        return new PhoenixClient(webSocket, cancellationToken);
    }

    /// <summary>A topic on this socket, not yet joined.</summary>
    public PhoenixChannel Channel(string topic) => new(this, topic);

    /// <summary>A ref that this socket has not used.</summary>
    public string NextRef() => Interlocked.Increment(ref _lastRef).ToString(CultureInfo.InvariantCulture);

    /// <summary>Sends one frame and returns its ref.</summary>
    public async Task<string> PushAsync(string? joinRef, string topic, string @event, object? payload, string? @ref = null)
    {
        @ref ??= NextRef();
        await SendAsync(FrameCodec.Write(joinRef, @ref, topic, @event, JsonSerializer.SerializeToNode(payload ?? new object())));
        return @ref;
    }

    /// <summary>Sends one frame in binary form and returns its ref.</summary>
    public async Task<string> PushAsync(string? joinRef, string topic, string @event, ReadOnlyMemory<byte> payload)
    {
        var @ref = NextRef();
        await SendAsync(FrameCodec.WriteBinary(joinRef ?? "", @ref, topic, @event, payload.Span), WebSocketMessageType.Binary);
        return @ref;
    }

    /// <summary>Sends a text message as it is.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    /// <summary>Sends a message as it is, for what no codec would write.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> message, WebSocketMessageType type, bool endOfMessage = true)
    {
        await _sending.WaitAsync(_cancellationToken);
        try
        {
            await _webSocket.SendAsync(message, type, endOfMessage, _cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Takes the first frame that matches, of those that came or the next to come.</summary>
    public Task<Frame> TakeAsync(Func<Frame, bool> match, string what) => _inbox.TakeAsync(match, what, _cancellationToken);

    /// <summary>Takes the oldest frame.</summary>
    public Task<Frame> NextAsync() => TakeAsync(static _ => true, "a frame");

    /// <summary>Sends a heartbeat and waits for its reply, which the server sends after all it sent before.</summary>
    public async Task HeartbeatAsync()
    {
        var @ref = await PushAsync(null, "phoenix", "heartbeat", null);
        await TakeAsync(frame => frame.Topic == "phoenix" && frame.Ref == @ref, $"the reply to heartbeat {@ref}");
    }

    /// <summary>Whether a frame waits to be taken.</summary>
    public bool Has(Func<Frame, bool> match) => _inbox.Any(match);

    /// <summary>Waits for the server to end the socket.</summary>
    public async Task<SocketEnd> EndAsync()
    {
        try
        {
            return await _ended.Task.WaitAsync(Patience.Limit, _cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new ExpectationException($"Expected the server to close the socket; it is open after {Patience.Limit}. Received:\n{Transcript}");
        }
    }

    /// <summary>Breaks the connection off without a close, as a dying browser does.</summary>
    public void Abort() => _webSocket.Abort();

    /// <summary>Closes the socket as a browser's tab does.</summary>
    public async Task CloseAsync()
    {
        await _webSocket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _cancellationToken);
        await EndAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _webSocket.Abort();
        await _reading;
        _webSocket.Dispose();
        _sending.Dispose();
    }

    private async Task ReadAsync()
    {
        var end = new SocketEnd(null, "the connection broke off");
        try
        {
            using var message = new MemoryStream();
            var buffer = new byte[16 * 1024];
            while (true)
            {
                var result = await _webSocket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    end = new SocketEnd(_webSocket.CloseStatus, _webSocket.CloseStatusDescription);
                    await AnswerCloseAsync();
                    break;
                }

                message.Write(buffer.AsSpan(0, result.Count));
                if (result.EndOfMessage)
                {
                    Receive(message.ToArray(), result.MessageType);
                    message.SetLength(0);
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // The end of the connection is what is being told; how it broke is the transport's affair.
        }
        catch (Exception exception)
        {
            end = new SocketEnd(null, $"the client could not read a frame: {exception}");
        }

        _inbox.End($"the socket's end ({(int?)end.Status} {end.Description})");
        _ended.TrySetResult(end);
    }

    /// <summary>Answers a close as every browser does; a server may wait for it.</summary>
    private async Task AnswerCloseAsync()
    {
        if (_webSocket.State == WebSocketState.CloseReceived)
        {
            await _webSocket.CloseOutputAsync(_webSocket.CloseStatus ?? WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
    }

    private void Receive(byte[] message, WebSocketMessageType type)
    {
        if (type == WebSocketMessageType.Binary)
        {
            _inbox.Add(FrameCodec.ReadBinary(message));
            return;
        }

        var text = Encoding.UTF8.GetString(message);
        lock (_transcript)
        {
            _transcript.AppendLine(text);
        }

        _inbox.Add(FrameCodec.Read(text));
    }
}
