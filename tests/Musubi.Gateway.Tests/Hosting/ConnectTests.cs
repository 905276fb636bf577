using System.Net;
using System.Net.WebSockets;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Musubi.Gateway.Hosting;
using Musubi.Gateway.Tests.Scripted;
using Musubi.TestKit.Phoenix;

namespace Musubi.Gateway.Tests.Hosting;

/// <summary>docs/wire.md, section 1: what happens before the upgrade.</summary>
public sealed class ConnectTests(TestSilo silo)
{
    [Theory]
    [InlineData("vsn=1.0.0")]
    [InlineData("vsn=3.0.0")]
    [InlineData("vsn=20.0")]
    [InlineData("vsn=")]
    [InlineData("vsn=2.0.0&vsn=1.0.0")]
    [InlineData("")]
    public async Task Connect_OtherVersionThan2_Is403WithAClearBody(string query)
    {
        await using var gateway = await TestGateway.StartAsync(silo);

        var (status, body) = await GetAsync(gateway, query);

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("vsn=2.0.0", body, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<WebSocketException>(() => gateway.ConnectAsync(query, static _ => { }));
    }

    [Theory]
    [InlineData("2.0.0")]
    [InlineData("2.1.0")]
    public async Task Connect_Version2_IsServed(string vsn)
    {
        await using var gateway = await TestGateway.StartAsync(silo);

        var client = await gateway.ConnectAsync($"vsn={vsn}", static _ => { });

        await client.HeartbeatAsync();
    }

    [Fact]
    public async Task Connect_OfferingCompression_IsServedWithoutIt()
    {
        // Compressed secrets beside a client's own text leak their length, and every socket would keep a window of memory.
        await using var gateway = await TestGateway.StartAsync(silo);
        using var socket = new ClientWebSocket();
        socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        socket.Options.CollectHttpResponseDetails = true;

        await socket.ConnectAsync(PhoenixClient.Endpoint(gateway.Address, "vsn=2.0.0"), TestContext.Current.CancellationToken);

        Assert.False(socket.HttpResponseHeaders!.ContainsKey("Sec-WebSocket-Extensions"));
    }

    [Fact]
    public async Task Connect_WithoutAnUpgrade_Is400()
    {
        await using var gateway = await TestGateway.StartAsync(silo);

        Assert.Equal(HttpStatusCode.BadRequest, (await GetAsync(gateway, "vsn=2.0.0")).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(DenialReason.NotFound)]
    public async Task Connect_Denied_Is403(DenialReason? reason)
    {
        await using var gateway = await TestGateway.StartAsync(silo);
        gateway.Socket.OnConnect = (_, _) => SocketResult.Error(reason);

        Assert.Equal(HttpStatusCode.Forbidden, await RefusedAsync(gateway));
    }

    [Fact]
    public async Task Head_AfterTheSameConnectWasDenied_Is403WithoutAskingTheApplication()
    {
        await using var gateway = await TestGateway.StartAsync(silo);
        var asked = 0;
        gateway.Socket.OnConnect = (_, _) =>
        {
            asked++;
            return SocketResult.Error();
        };

        Assert.Equal(HttpStatusCode.NoContent, await HeadAsync(gateway, "vsn=2.0.0&user=ada"));
        Assert.Equal(HttpStatusCode.Forbidden, await RefusedAsync(gateway, "vsn=2.0.0&user=ada"));
        Assert.Equal(HttpStatusCode.Forbidden, await HeadAsync(gateway, "vsn=2.0.0&user=ada"));
        Assert.Equal(HttpStatusCode.NoContent, await HeadAsync(gateway, "vsn=2.0.0&user=grace"));
        Assert.Equal(HttpStatusCode.NoContent, await HeadAsync(gateway, "vsn=2.0.0&user=ada", ("Cookie", "signed=in")));
        Assert.Equal(1, asked);

        gateway.Clock.Advance(RecentRefusals.Kept + TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.NoContent, await HeadAsync(gateway, "vsn=2.0.0&user=ada"));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Head_OfAServerThatLetsTheClientIn_Is204WithoutAskingTheApplication()
    {
        await using var gateway = await TestGateway.StartAsync(silo);
        gateway.Socket.OnConnect = static (_, _) => throw new InvalidOperationException("not to be asked");

        Assert.Equal(HttpStatusCode.NoContent, await HeadAsync(gateway, "vsn=2.0.0"));
        Assert.Equal(HttpStatusCode.Forbidden, await HeadAsync(gateway, "vsn=1.0.0"));
    }

    [Fact]
    public void RecentRefusals_PastItsCapacity_RemembersThoseItHasRoomFor()
    {
        var clock = new FakeTimeProvider();
        var refusals = new RecentRefusals(clock);
        HttpRequest Request(int user) => new DefaultHttpContext { Request = { QueryString = new QueryString($"?user={user}") } }.Request;
        for (var user = 0; user <= RecentRefusals.Capacity; user++)
        {
            refusals.Add(Request(user));
        }

        Assert.True(refusals.Contains(Request(0)));
        Assert.False(refusals.Contains(Request(RecentRefusals.Capacity)));
        clock.Advance(RecentRefusals.Kept + TimeSpan.FromSeconds(1));
        refusals.Add(Request(RecentRefusals.Capacity));
        Assert.False(refusals.Contains(Request(0)));
        Assert.True(refusals.Contains(Request(RecentRefusals.Capacity)));
    }

    [Fact]
    public async Task Connect_HandleConnectThrows_Is500WithoutDetail()
    {
        await using var gateway = await TestGateway.StartAsync(silo);
        gateway.Log.Allow(static line => line.EventId == 2);
        gateway.Socket.OnConnect = static (_, _) => throw new InvalidOperationException("secret");

        Assert.Equal((HttpStatusCode.InternalServerError, ""), await GetAsync(gateway, "vsn=2.0.0"));
    }

    [Fact]
    public async Task Connect_SubjectOfThrows_Is500WithoutDetail()
    {
        await using var gateway = await TestGateway.StartAsync(silo);
        gateway.Log.Allow(static line => line.EventId == 2);
        gateway.Socket.OnSubject = static _ => throw new InvalidOperationException("secret");

        Assert.Equal((HttpStatusCode.InternalServerError, ""), await GetAsync(gateway, "vsn=2.0.0"));
    }

    [Fact]
    public async Task Connect_MoreThanAllowed_Is503UntilOneGoes()
    {
        await using var gateway = await TestGateway.StartAsync(silo, static options => options.MaxConnections = 2);
        var first = await gateway.ConnectAsync();
        await gateway.ConnectAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await RefusedAsync(gateway));

        await first.CloseAsync();
        while (!gateway.Sockets.TryReserve())
        {
            await Task.Yield();
        }

        gateway.Sockets.Release();
        await gateway.ConnectAsync();
    }

    [Fact]
    public async Task Connect_Refused_GivesItsPlaceBack()
    {
        await using var gateway = await TestGateway.StartAsync(silo, static options => options.MaxConnections = 1);
        gateway.Socket.OnConnect = static (connectParams, socket) => connectParams.Has("user") ? SocketResult.Ok(socket) : SocketResult.Error();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.Forbidden, await RefusedAsync(gateway));
        }

        await gateway.ConnectAsync(("user", "ada"));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("http://127.0.0.1", true)]
    [InlineData("http://127.0.0.1:5173", true)]
    [InlineData("http://evil.example", false)]
    [InlineData("null", false)]
    public async Task Connect_Origin_MustBeTheRequestsHost(string? origin, bool allowed)
    {
        await using var gateway = await TestGateway.StartAsync(silo);

        Assert.Equal(allowed ? HttpStatusCode.BadRequest : HttpStatusCode.Forbidden, (await GetAsync(gateway, "vsn=2.0.0", ("Origin", origin))).Status);
    }

    [Fact]
    public async Task Connect_OriginFromTheList_IsAllowed()
    {
        await using var gateway = await TestGateway.StartAsync(silo, static options => options.AllowedOrigins.Add("https://*.example.com"));

        await gateway.ConnectAsync("vsn=2.0.0", static options => options.SetRequestHeader("Origin", "https://app.example.com"));
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(gateway, "vsn=2.0.0", ("Origin", "http://127.0.0.1"))).Status);
    }

    [Fact]
    public async Task Connect_Params_ReachTheApplication()
    {
        await using var gateway = await TestGateway.StartAsync(silo);
        Params? seen = null;
        gateway.Socket.OnConnect = (connectParams, socket) =>
        {
            seen = connectParams;
            return SocketResult.Ok(socket);
        };

        await gateway.ConnectAsync("user=a%20b&org[id]=7&vsn=2.0.0", static _ => { });

        Assert.Equal(Params.Parse("""{"user":"a b","org":{"id":"7"},"vsn":"2.0.0"}"""), seen);
    }

    [Fact]
    public async Task Connect_ParamsNestedTooDeep_Is400()
    {
        await using var gateway = await TestGateway.StartAsync(silo);

        Assert.Equal(HttpStatusCode.BadRequest, await RefusedAsync(gateway, "vsn=2.0.0&a[b][c][d][e][f][g][h][i]=1"));
    }

    [Fact]
    public async Task Connect_AuthToken_LandsInConnectInfo()
    {
        await using var gateway = await TestGateway.StartAsync(silo);
        var seen = Capture(gateway);

        var client = await gateway.ConnectAsync("vsn=2.0.0", static options =>
        {
            options.AddSubProtocol("phoenix");
            options.AddSubProtocol("base64url.bearer.phx.c2VjcmV0IMO8");
        });

        Assert.Equal("secret ü", (await seen).ConnectInfo.AuthToken);
        await client.HeartbeatAsync();
    }

    [Theory]
    [InlineData("base64url.bearer.phx.c2Vj.mV0")]
    [InlineData("base64url.bearer.phx.c")]
    [InlineData("base64url.bearer.phx._w")]
    public async Task Connect_AuthTokenThatCannotBeRead_Is403(string subprotocol)
    {
        await using var gateway = await TestGateway.StartAsync(silo);

        var refused = await Assert.ThrowsAnyAsync<WebSocketException>(
            () => gateway.ConnectAsync("vsn=2.0.0", options => options.AddSubProtocol(subprotocol)));

        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_Info_HoldsWhatIsKnownButNoSecrets()
    {
        await using var gateway = await TestGateway.StartAsync(silo, middleware: static app => app.Use(static (context, next) =>
        {
            context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "ada")], "test"));
            return next(context);
        }));
        var seen = Capture(gateway);

        await gateway.ConnectAsync("vsn=2.0.0&token=secret", static options =>
        {
            options.SetRequestHeader("User-Agent", "tests/1");
            options.SetRequestHeader("X-Request-Id", "r1");
            options.SetRequestHeader("Cookie", "c=secret");
            options.SetRequestHeader("Authorization", "Bearer secret");
        });

        var info = (await seen).ConnectInfo;
        Assert.Equal("127.0.0.1", info.PeerAddress);
        Assert.InRange(info.PeerPort!.Value, 1, 65535);
        Assert.Equal("tests/1", info.UserAgent);
        Assert.Equal(new Uri(gateway.Address, "/socket/websocket").ToString(), info.Uri);
        Assert.Equal(("x-request-id", "r1"), Assert.Single(info.XHeaders.Select(static header => (header.Key, header.Value))));
        Assert.Equal([new ConnectClaim("sub", "ada")], info.Claims);
        Assert.Null(info.AuthToken);
    }

    [Fact]
    public async Task Connect_Session_ReachesTheSocket()
    {
        await using var gateway = await TestGateway.StartAsync(
            silo,
            services: static builder => builder.Services.AddDistributedMemoryCache().AddSession(),
            middleware: static app =>
            {
                app.UseSession();
                app.Use(static (context, next) =>
                {
                    context.Session.SetString("cart", "tea");
                    context.Session.SetInt32("count", 42);
                    context.Session.Set("bytes", [0, 255]);
                    return next(context);
                });
            });
        var seen = Capture(gateway);

        await gateway.ConnectAsync();

        var socket = (await seen).PutSession(new Dictionary<string, object?> { ["own"] = "value" });
        Assert.Equal("tea", socket.Session["cart"]);
        Assert.Equal(42, socket.Session["count"]);
        Assert.Equal("AP8=", Convert.ToBase64String(socket.GetSessionBytes("bytes")!));
        Assert.Equal("value", socket.Session["own"]);
    }

    [Fact]
    public async Task Connect_NoSession_IsAnEmptyOne()
    {
        await using var gateway = await TestGateway.StartAsync(silo);
        var seen = Capture(gateway);

        await gateway.ConnectAsync();

        Assert.Empty((await seen).Session);
    }

    [Fact]
    public async Task Connection_Ids_DifferAndHoldNoSlash()
    {
        await using var gateway = await TestGateway.StartAsync(silo);
        var (first, second) = (new RootScript(), new RootScript());
        await gateway.MountAsync(first);
        await gateway.MountAsync(second);

        Assert.NotEqual(first.ConnectionId, second.ConnectionId);
        Assert.Matches("^[A-Za-z0-9_-]{22}$", first.ConnectionId);
    }

    private static Task<Socket> Capture(TestGateway gateway)
    {
        var seen = new TaskCompletionSource<Socket>();
        gateway.Socket.OnConnect = (_, socket) =>
        {
            seen.TrySetResult(socket);
            return SocketResult.Ok(socket);
        };
        return seen.Task;
    }

    // What a client that asks for an upgrade is answered instead.
    private static async Task<HttpStatusCode> RefusedAsync(TestGateway gateway, string query = "vsn=2.0.0")
    {
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAnyAsync<WebSocketException>(
            () => socket.ConnectAsync(PhoenixClient.Endpoint(gateway.Address, query), TestContext.Current.CancellationToken));
        return socket.HttpStatusCode;
    }

    private static Task<(HttpStatusCode Status, string Body)> GetAsync(TestGateway gateway, string query, params (string Name, string? Value)[] headers) =>
        SendAsync(HttpMethod.Get, gateway, query, headers);

    private static async Task<HttpStatusCode> HeadAsync(TestGateway gateway, string query, params (string Name, string? Value)[] headers) =>
        (await SendAsync(HttpMethod.Head, gateway, query, headers)).Status;

    private static async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpMethod method, TestGateway gateway, string query, (string Name, string? Value)[] headers)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, new UriBuilder(gateway.Address) { Path = "/socket/websocket", Query = query }.Uri);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value is null ? [] : [value]);
        }

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
