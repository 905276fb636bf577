using System.Net.WebSockets;
using Musubi.Gateway.Tests.Scripted;
using Musubi.TestKit.Phoenix;

namespace Musubi.Gateway.Tests.Sockets;

/// <summary>Silence, drain and forced disconnects.</summary>
public sealed class LifetimeTests(TestSilo silo) : IAsyncLifetime
{
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(silo);

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Socket_SilentForTooLong_IsEndedByTheSweep()
    {
        var root = new RootScript();
        await _gateway.MountAsync(root);

        var unmounted = root.UnmountedAsync();
        while (!unmounted.IsCompleted)
        {
            // Again and again, because silence begins when the server listens, and that may be after the clock moved.
            _gateway.Clock.Advance(TimeSpan.FromSeconds(61));
            await Task.Yield();
        }

        Assert.Equal(TerminateReason.Disconnected, (await unmounted).Reason);
    }

    [Fact]
    public async Task Process_PausedForSixSeconds_TakesNobodyForSilent()
    {
        await using var gateway = await TestGateway.StartAsync(silo, static options => options.SilenceTimeout = TimeSpan.FromSeconds(5));
        var clients = new List<PhoenixClient>();
        for (var i = 0; i < 10; i++)
        {
            clients.Add(await gateway.ConnectAsync());
            await clients[i].HeartbeatAsync();
        }

        gateway.Clock.Advance(TimeSpan.FromMilliseconds(500));
        gateway.Clock.Advance(TimeSpan.FromSeconds(6));

        foreach (var client in clients)
        {
            await client.HeartbeatAsync();
        }

        // Silence while the clock goes on is still silence. Whether its client answers the close in time is another matter.
        var ended = clients[0].EndAsync();
        while (!ended.IsCompleted)
        {
            gateway.Clock.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }

        await ended;
    }

    [Fact]
    public async Task Socket_WithHeartbeats_StaysOpen()
    {
        var client = await _gateway.ConnectAsync();
        for (var i = 0; i < 10; i++)
        {
            await client.HeartbeatAsync();
            _gateway.Clock.Advance(TimeSpan.FromSeconds(30));
        }

        await client.HeartbeatAsync();
    }

    [Fact]
    public async Task Application_Stops_ClosesEverySocketWith1012()
    {
        var root = new RootScript();
        await _gateway.MountAsync(root);
        using var first = await RawClient.ConnectAsync(_gateway.Address);
        using var second = await RawClient.ConnectAsync(_gateway.Address);
        await first.SendAsync("""[null,"1","phoenix","heartbeat",{}]""");
        await first.ReadFrameAsync();

        _gateway.Stop();

        Assert.Equal(1012, await first.ReadUntilCloseAsync());
        Assert.Equal(1012, await second.ReadUntilCloseAsync());
        Assert.Equal(TerminateReason.Disconnected, (await root.UnmountedAsync()).Reason);
        Assert.False(_gateway.Sockets.TryReserve());
    }

    [Fact]
    public async Task Application_Stops_SendsWhatWaitsFirst()
    {
        using var client = await RawClient.ConnectAsync(_gateway.Address);
        await client.SendAsync("""[null,"1","phoenix","heartbeat",{}]""");
        await client.ReadFrameAsync();
        var root = new RootScript { OnMount = static _ => Task.FromResult(new MountAnswer(MountOutcome.Mounted, Large(300_000))) };
        await client.SendAsync($$"""["1","1","{{root.Topic}}","phx_join",{"module":"{{TestRoot.Module}}","id":"{{root.Id}}"}]""");
        var (_, reply) = await client.ReadFrameAsync();
        Assert.Contains("phx_reply", System.Text.Encoding.UTF8.GetString(reply), StringComparison.Ordinal);

        _gateway.Stop();

        var received = 0;
        while (true)
        {
            var (opcode, payload) = await client.ReadFrameAsync();
            if (opcode == 8)
            {
                break;
            }

            received += payload.Length;
        }

        Assert.InRange(received, 300_000, 301_000);
    }

    [Fact]
    public async Task Socket_ThatDoesNotAnswerTheClose_IsCut()
    {
        using var client = await RawClient.ConnectAsync(_gateway.Address);
        await client.SendAsync("nonsense");
        Assert.Equal(1007, await client.ReadUntilCloseAsync());

        _gateway.Clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Null(await client.ReadUntilCloseAsync());
    }

    [Fact]
    public async Task Disconnect_Forced_ClosesWith1001()
    {
        var root = new RootScript();
        var client = await _gateway.ConnectAsync();
        await client.Channel(root.Topic).SendJoinAsync(root.JoinPayload);
        await root.MountedAsync();
        var connection = root.ConnectionId;

        Assert.True(_gateway.Sockets.TryDisconnect(connection));

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, (await client.EndAsync()).Status);
        await root.UnmountedAsync();
        Assert.False(_gateway.Sockets.TryDisconnect("nobody"));
    }

    [Fact]
    public async Task Client_Closes_IsAnsweredWithItsOwnCode()
    {
        var client = await _gateway.ConnectAsync();

        await client.CloseAsync();

        Assert.Equal(WebSocketCloseStatus.NormalClosure, (await client.EndAsync()).Status);
    }

    private static PatchEnvelope Large(int bytes) => new(0, 1, System.Text.Encoding.UTF8.GetBytes($"[\"{new string('x', bytes)}\"]"));
}
