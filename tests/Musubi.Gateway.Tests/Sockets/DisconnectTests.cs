using System.Net;
using System.Net.WebSockets;
using CsCheck;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Time.Testing;
using Musubi.Gateway.Sockets;
using Musubi.Gateway.Tests.Scripted;
using Musubi.TestKit.Phoenix;

namespace Musubi.Gateway.Tests.Sockets;

/// <summary>A user's sockets end wherever they are, and do not come back with what is good no longer.</summary>
public sealed class DisconnectTests(TestSilo silo)
{
    private const string User = "user";

    private readonly string _ada = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task DisconnectUser_EndsTheirSocketsOnEveryGatewayAndNobodyElses()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        PhoenixClient[] theirs = [await one.ConnectAsync((User, _ada)), await one.ConnectAsync((User, _ada)), await two.ConnectAsync((User, _ada))];
        PhoenixClient[] others = [await one.ConnectAsync((User, _ada + "2")), await two.ConnectAsync()];

        await silo.Grains.DisconnectUserAsync(_ada);

        foreach (var client in theirs)
        {
            Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, (await client.EndAsync()).Status);
        }

        foreach (var client in others)
        {
            await client.HeartbeatAsync();
        }
    }

    [Fact]
    public async Task DisconnectConnection_EndsItAlone()
    {
        await using var gateway = await StartAsync();
        var root = new RootScript();
        var client = await gateway.ConnectAsync((User, _ada));
        var other = await gateway.ConnectAsync((User, _ada));
        await gateway.MountAsync(client, root);

        await silo.Grains.DisconnectConnectionAsync(root.ConnectionId);

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, (await client.EndAsync()).Status);
        Assert.Equal(TerminateReason.Disconnected, (await root.UnmountedAsync()).Reason);
        await other.HeartbeatAsync();
        await gateway.ConnectAsync((User, _ada));
    }

    [Fact]
    public async Task DisconnectConnection_OfAPageThatComesBackToItsRoots_EndsTheSocketThatItIsOn()
    {
        await using var gateway = await StartAsync();
        var root = new RootScript { OnAttach = static _ => Task.FromResult(new AttachAnswer(AttachOutcome.Attached, 1, [])) };
        var (first, token) = await JoinAsync(null);
        await first.DisposeAsync();
        var (second, _) = await JoinAsync(token);
        var other = await gateway.ConnectAsync();

        await silo.Grains.DisconnectConnectionAsync(root.ConnectionId);

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, (await second.EndAsync()).Status);
        await other.HeartbeatAsync();

        async Task<(PhoenixClient Client, string Token)> JoinAsync(string? token)
        {
            var client = await gateway.ConnectAsync((User, _ada));
            var reply = await client.Channel(root.Topic).JoinAsync(new { module = TestRoot.Module, id = root.Id, resume = token, version = 1 });
            return (client, (string)reply.Response!["resume"]!);
        }
    }

    [Fact]
    public async Task Connect_AfterADisconnect_Is503ForFiveSeconds()
    {
        await using var gateway = await StartAsync();
        await DisconnectedAsync(gateway);

        gateway.Clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ConnectAsync(gateway));
        await gateway.ConnectAsync((User, _ada + "2"));

        gateway.Clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await ConnectAsync(gateway));
    }

    [Theory]
    [InlineData(-1, HttpStatusCode.ServiceUnavailable)]
    [InlineData(1, HttpStatusCode.SwitchingProtocols)]
    public async Task Connect_AfterADisconnect_WithATicketOfBeforeOrAfter_IsRefusedOrNot(int seconds, HttpStatusCode expected)
    {
        DateTimeOffset? issued = null;
        await using var gateway = await StartAsync(app => app.Use((context, next) =>
        {
            if (issued is not null)
            {
                var properties = new AuthenticationProperties { IssuedUtc = issued };
                context.Features.Set<IAuthenticateResultFeature>(new Feature(AuthenticateResult.Success(new AuthenticationTicket(new(), properties, "test"))));
            }

            return next(context);
        }));
        await DisconnectedAsync(gateway);

        issued = gateway.Clock.GetUtcNow().AddSeconds(seconds);

        Assert.Equal(expected, await ConnectAsync(gateway));
    }

    [Fact]
    public async Task Connect_ThatHadBegunBeforeTheDisconnect_IsRefusedHoweverLongItTakes()
    {
        await using var gateway = await StartAsync();
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var connect = gateway.Socket.OnConnect;
        await gateway.ConnectAsync((User, _ada));
        gateway.Socket.OnConnect = async (connectParams, socket) =>
        {
            begun.SetResult();
            await go.Task;
            return await connect(connectParams, socket);
        };
        var connecting = ConnectAsync(gateway);
        await begun.Task;
        gateway.Clock.Advance(TimeSpan.FromMilliseconds(1));

        await silo.Grains.DisconnectUserAsync(_ada);
        gateway.Clock.Advance(TimeSpan.FromMinutes(4));
        go.SetResult();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await connecting);
    }

    [Fact]
    public async Task Notice_ThatGotLost_IsHeardAtTheNextJoin()
    {
        await using var gateway = await StartAsync();
        var client = await gateway.ConnectAsync((User, ScriptedDisconnectGrain.Lost + _ada));

        await silo.Grains.DisconnectUserAsync(ScriptedDisconnectGrain.Lost + _ada);

        // No faster than sockets are served: a client that does not answer the close in time is cut.
        var other = await gateway.ConnectAsync((User, "grace"));
        var ended = client.EndAsync();
        while (!ended.IsCompleted)
        {
            gateway.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await other.HeartbeatAsync();
        }

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, (await ended).Status);
    }

    [Fact]
    public async Task Notice_ThatComesAgainWithAJoin_IsHeededOnce()
    {
        await using var gateway = await StartAsync();
        await DisconnectedAsync(gateway);
        gateway.Clock.Advance(TimeSpan.FromSeconds(10));
        var back = await gateway.ConnectAsync((User, _ada));

        // A join that has brought this has brought all before it.
        var lost = await gateway.ConnectAsync((User, ScriptedDisconnectGrain.Lost + _ada));
        await silo.Grains.DisconnectUserAsync(ScriptedDisconnectGrain.Lost + _ada);
        var ended = lost.EndAsync();
        while (!ended.IsCompleted)
        {
            gateway.Clock.Advance(TimeSpan.FromSeconds(1));
            await back.HeartbeatAsync();
        }

        await back.HeartbeatAsync();
    }

    [Fact]
    public void Forbids_AnyMoments_KeepsOutWhoBeganBeforeAndWhoComesTooSoon() => Gen.Select(Gen.Int[0, 20], Gen.Int[0, 20], Gen.Int[0, 20], Gen.Int[-20, 20], Gen.Bool).Sample(
        (before, between, after, issuedAfter, saysSo) =>
        {
            var clock = new FakeTimeProvider();
            var recent = new RecentDisconnects(clock);
            var first = clock.GetTimestamp();
            clock.Advance(TimeSpan.FromSeconds(before));
            recent.Add(_ada, TimeSpan.Zero);
            var disconnected = clock.GetUtcNow();
            clock.Advance(TimeSpan.FromSeconds(between));
            var second = clock.GetTimestamp();
            clock.Advance(TimeSpan.FromSeconds(after));
            recent.Sweep(clock.GetTimestamp());
            DateTimeOffset? issued = saysSo ? disconnected.AddSeconds(issuedAfter) : null;
            var tooSoon = between + after < 5 && !(saysSo && issuedAfter > 0);

            Assert.Equal(before > 0 || tooSoon, recent.Forbids(_ada, first, issued));
            Assert.Equal(tooSoon, recent.Forbids(_ada, second, issued));
            Assert.False(recent.Forbids(null, first, issued));
            Assert.False(recent.Forbids(_ada + "2", first, issued));
        });

    [Fact]
    public void Forbids_WhoTookLongerThanIsRemembered_IsKeptOut()
    {
        var clock = new FakeTimeProvider();
        var begun = clock.GetTimestamp();
        clock.Advance(TimeSpan.FromMinutes(5));

        Assert.True(new RecentDisconnects(clock).Forbids(_ada, begun, null));
    }

    private async Task<TestGateway> StartAsync(Action<WebApplication>? middleware = null)
    {
        var gateway = await TestGateway.StartAsync(silo, middleware: middleware);
        gateway.Socket.OnConnect = static (connectParams, socket) =>
            SocketResult.Ok(connectParams.TryGet<string>(User, out var user) ? socket.Assign(User, user) : socket);
        gateway.Socket.OnSubject = static socket => socket.Assigns.TryGetValue(User, out var user) ? (string?)user : null;
        return gateway;
    }

    private async Task DisconnectedAsync(TestGateway gateway)
    {
        var client = await gateway.ConnectAsync((User, _ada));
        await silo.Grains.DisconnectUserAsync(_ada);
        await client.EndAsync();
    }

    private async Task<HttpStatusCode> ConnectAsync(TestGateway gateway)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await socket.ConnectAsync(PhoenixClient.Endpoint(gateway.Address, $"vsn=2.0.0&{User}={_ada}"), TestContext.Current.CancellationToken);
        }
        catch (WebSocketException)
        {
            // What it was answered is what is asked for.
        }

        socket.Abort();
        return socket.HttpStatusCode;
    }

    private sealed record Feature(AuthenticateResult? Result) : IAuthenticateResultFeature
    {
        public AuthenticateResult? AuthenticateResult { get; set; } = Result;
    }
}
