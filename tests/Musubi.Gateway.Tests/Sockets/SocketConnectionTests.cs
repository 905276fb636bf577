using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Resume;
using Musubi.Gateway.Roots;
using Musubi.Gateway.Sockets;
using Musubi.Gateway.Tests.Diagnostics;
using Musubi.Gateway.Tests.Scripted;
using Musubi.Gateway.Tests.Uploads;

namespace Musubi.Gateway.Tests.Sockets;

/// <summary>When a socket is read and when it is not. Everything here completes at once or not at all, so no test waits.</summary>
public sealed class SocketConnectionTests(TestSilo silo) : IDisposable
{
    private readonly ScriptedWebSocket _socket = new();
    private readonly FakeTimeProvider _clock = new();
    private SocketConnection? _connection;

    public void Dispose()
    {
        _connection?.Dispose();
        _socket.Dispose();
    }

    [Fact]
    public async Task Socket_WhoseClientTakesNothing_IsNotReadUntilItDoes()
    {
        _socket.Block();
        for (var i = 0; i < 100; i++)
        {
            _socket.Receive($$"""[null,"{{new string('x', 1000)}}","phoenix","heartbeat",{}]""");
        }

        var running = Run(new MusubiGatewayOptions { MaxOutgoingBytes = 4096 });
        Assert.InRange(_socket.Received, 4, 6);

        _socket.Unblock();
        await SpinUntilAsync(() => _socket.Sent.Count == 100);
        await EndAsync(running);
    }

    [Fact]
    public async Task Socket_BeyondItsRate_IsNotReadUntilTimePasses()
    {
        for (var i = 0; i < 10; i++)
        {
            _socket.Receive("""[null,"1","phoenix","heartbeat",{}]""");
        }

        var running = Run(new MusubiGatewayOptions { FrameBurst = 3, FramesPerSecond = 10 });
        Assert.Equal(3, _socket.Sent.Count);

        _clock.Advance(TimeSpan.FromMilliseconds(200));
        await SpinUntilAsync(() => _socket.Sent.Count >= 4);
        Assert.InRange(_socket.Sent.Count, 4, 5);
        await EndAsync(running);
    }

    [Fact]
    public async Task Sweep_Silence_ClosesSoThatClientsComeBack()
    {
        var running = Run(new MusubiGatewayOptions());

        Sweep(afterSeconds: 59);
        Assert.Null(_socket.ClosedWith);

        Sweep(afterSeconds: 1);
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, _socket.ClosedWith);
        await EndAsync(running);
    }

    [Fact]
    public async Task Sweep_HalfAFrame_CountsAsSilence()
    {
        var running = Run(new MusubiGatewayOptions());
        Sweep(afterSeconds: 40);
        _socket.ReceivePiece("[null,");

        Sweep(afterSeconds: 20);

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, _socket.ClosedWith);
        await EndAsync(running);
    }

    [Fact]
    public async Task Sweep_CloseNotAnswered_EndsTheSocket()
    {
        _socket.Receive("nonsense");
        var running = Run(new MusubiGatewayOptions());
        Assert.Equal(WebSocketCloseStatus.InvalidPayloadData, _socket.ClosedWith);

        Sweep(afterSeconds: 4);
        Assert.False(running.IsCompleted);

        Sweep(afterSeconds: 1);
        await running;
    }

    [Fact]
    public async Task Sweep_SlowReader_EndsTheSocket()
    {
        _socket.Block();
        _socket.Receive("""[null,"1","phoenix","heartbeat",{}]""");
        var running = Run(new MusubiGatewayOptions());

        Sweep(afterSeconds: 9);
        Assert.False(running.IsCompleted);

        Sweep(afterSeconds: 1);
        await running;
    }

    private void Sweep(int afterSeconds)
    {
        _clock.Advance(TimeSpan.FromSeconds(afterSeconds));
        _connection!.Sweep(_clock.GetTimestamp());
    }

    private Task Run(MusubiGatewayOptions options)
    {
        _connection = new SocketConnection(
            _socket,
            transport: null,
            new ConnectedSocket("id", new TestSocket(new SocketScript()), new Socket(), null, null),
            new HttpRequestLifetimeFeature(),
            new GatewayServices(new RootRegistry(silo.Grains, _clock), new SharedMisses(Options.Create(options), _clock), options, _clock, Unheard.Metrics, new GatewayLoggers(NullLoggerFactory.Instance, TimeProvider.System)),
            new ChannelRoutes(Unused.Uploads));
        return _connection.RunAsync();
    }

    private async Task EndAsync(Task running)
    {
        _socket.Abort();
        while (!running.IsCompleted)
        {
            // A reader that waits for its rate finds out when the wait is over.
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await running;
    }

    private static async Task SpinUntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
