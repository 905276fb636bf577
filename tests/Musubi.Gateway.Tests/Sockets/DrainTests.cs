using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Musubi.Gateway.Tests.Scripted;

namespace Musubi.Gateway.Tests.Sockets;

/// <summary>A process that stops ends its sockets one after another, in time whatever their clients do. Source: docs/limits.md, <c>DrainPeriod</c>.</summary>
public sealed class DrainTests(TestSilo silo) : IAsyncLifetime
{
    private const WebSocketCloseStatus ServiceRestart = (WebSocketCloseStatus)1012;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    // Far from what the host would wait for, which is 30 seconds.
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(20);

    private readonly RootScript _root = new();
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(silo, static options => options.DrainPeriod = TimeSpan.FromSeconds(20));

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Stop_ManySockets_ClosesThemOneAfterAnother()
    {
        const int Count = 60;
        var clients = new List<RawClient>();
        for (var i = 0; i < Count; i++)
        {
            clients.Add(await RawClient.ConnectAsync(_gateway.Address));
            await clients[i].SendAsync("""[null,"1","phoenix","heartbeat",{}]""");
            await clients[i].ReadFrameAsync();
        }

        var open = clients.Select(static client => client.ReadUntilCloseAsync()).ToList();
        _gateway.Stop();

        // 100 in a second, in six steps.
        for (var step = 1; step <= 6; step++)
        {
            while (open.Count > Count - (10 * step))
            {
                var closed = await Task.WhenAny(open);
                Assert.Equal(1012, await closed);
                open.Remove(closed);
            }

            Assert.InRange(open.Count(static client => !client.IsCompleted), Math.Max(0, Count - (10 * step) - 5), Count - (10 * step));
            await (step < 6 ? _gateway.Clock.PassDelayAsync(Tick, Tick) : Task.CompletedTask);
        }

        clients.ForEach(static client => client.Dispose());
    }

    [Fact]
    public async Task Stop_BeforeTheFirstSocketIsClosed_TakesNoMore()
    {
        var command = new TaskCompletionSource<CommandAnswer>();
        _root.OnCommand = _ => command.Task;
        var (client, channel) = await _gateway.MountAsync(_root);
        var reply = channel.AskAsync("command", new { name = "slow" });
        await _root.CommandedAsync();

        _gateway.Stop();

        // The server still answers, as it has to for whoever asks whether it is ready.
        using var http = new HttpClient();
        Assert.Equal(503, (int)(await http.GetAsync(new Uri(_gateway.Address, "/socket/websocket?vsn=2.0.0"), TestContext.Current.CancellationToken)).StatusCode);
        await client.HeartbeatAsync();
        command.SetResult(new CommandAnswer(CommandOutcome.Handled));
        Assert.Equal("ok", (await reply).Status);

        // Or the gateway's end would wait for the host's patience.
        await _gateway.Clock.PassDelayAsync(Tick, Tick);
    }

    [Fact]
    public async Task Stop_WhileAHandlerRuns12Seconds_DeliversItsAnswerAndThenCloses()
    {
        var command = new TaskCompletionSource<CommandAnswer>();
        _root.OnCommand = _ => command.Task;
        var (client, channel) = await _gateway.MountAsync(_root);
        var reply = channel.AskAsync("command", new { name = "slow" });
        await _root.CommandedAsync();

        var stopping = _gateway.StopAsync();
        await PassTicksAsync(TimeSpan.FromSeconds(12));
        await client.HeartbeatAsync();
        command.SetResult(new CommandAnswer(CommandOutcome.Handled, "7"u8.ToArray(), RootScript.Patch(1, 2)));

        Assert.Equal("ok 7", (await reply).ToString());
        await channel.ExpectAsync("patch");
        await PassTicksAsync(Tick);
        Assert.Equal(ServiceRestart, (await client.EndAsync()).Status);
        await stopping.WaitAsync(AtOnce, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Stop_WhileAHandlerRunsForEver_ClosesFiveSecondsBeforeTheEnd()
    {
        var command = new TaskCompletionSource<CommandAnswer>();
        _root.OnCommand = _ => command.Task;
        var (client, channel) = await _gateway.MountAsync(_root);
        await channel.PushAsync("command", new { name = "slow" });
        await _root.CommandedAsync();

        var stopping = _gateway.StopAsync();
        await PassTicksAsync(TimeSpan.FromSeconds(14.9));
        await client.HeartbeatAsync();
        await PassTicksAsync(Tick);

        // What is left of the time is for the root.
        Assert.Equal(ServiceRestart, (await client.EndAsync()).Status);
        await PassUntilAsync(stopping);
        command.SetResult(new CommandAnswer(CommandOutcome.Handled));
    }

    [Fact]
    public async Task Stop_ClientThatDoesNotAnswerTheClose_IsOverInTime()
    {
        using var mute = await RawClient.ConnectAsync(_gateway.Address);
        await mute.SendAsync("""[null,"1","phoenix","heartbeat",{}]""");
        await mute.ReadFrameAsync();

        var stopping = _gateway.StopAsync();
        Assert.Equal(1012, await mute.ReadUntilCloseAsync());

        await PassUntilAsync(stopping);
    }

    [Fact]
    public async Task Stop_HandshakeThatIsHalfThere_IsOverInTime()
    {
        using var half = new TcpClient();
        await half.ConnectAsync(_gateway.Address.Host, _gateway.Address.Port, TestContext.Current.CancellationToken);
        await half.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /socket/websocket?vsn=2.0.0 HTTP/1.1\r\nHost: "), TestContext.Current.CancellationToken);
        await (await _gateway.ConnectAsync()).HeartbeatAsync();

        await PassUntilAsync(_gateway.StopAsync());
    }

    [Fact]
    public async Task Stop_WhileTheApplicationStillDecidesOnAConnect_IsOverInTime()
    {
        var asked = new TaskCompletionSource();
        var deciding = new TaskCompletionSource<SocketResult>();
        _gateway.Socket.OnConnect = (_, _) =>
        {
            asked.SetResult();
            return new(deciding.Task);
        };
        var connecting = _gateway.ConnectAsync();
        await asked.Task;

        await PassUntilAsync(_gateway.StopAsync());

        deciding.SetResult(SocketResult.Error());
        await Assert.ThrowsAnyAsync<Exception>(() => connecting);
    }

    // As the drain goes on, which looks at its sockets at every tick.
    private async Task PassTicksAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Tick)
        {
            await _gateway.Clock.PassDelayAsync(Tick, Tick);
        }
    }

    // Again and again, since what waits for the time to pass may begin to after it moved.
    private async Task PassUntilAsync(Task over)
    {
        var limit = Task.Delay(AtOnce, TestContext.Current.CancellationToken);
        while (!over.IsCompleted)
        {
            Assert.False(limit.IsCompleted, "It took as long as the host lets it.");
            _gateway.Clock.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }

        await over;
    }
}
