using System.Net;
using System.Net.WebSockets;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Phoenix;
using Musubi.TestKit.Processes;

namespace Musubi.Integration.Tests;

/// <summary>Who may connect, by ASP.NET Core's own means: attributes of the socket's class, and policies of the endpoint, with cookies.</summary>
public sealed class AuthorizationTests(AuthorizationTests.CookieServer server) : ServerTest<AuthorizationTests.CookieServer>(server), IClassFixture<AuthorizationTests.CookieServer>
{
    [Theory]
    [InlineData("/members", null, HttpStatusCode.Unauthorized)]
    [InlineData("/members", "guest", HttpStatusCode.Forbidden)]
    [InlineData("/members", "member", HttpStatusCode.SwitchingProtocols)]
    [InlineData("/policy", null, HttpStatusCode.Unauthorized)]
    [InlineData("/policy", "guest", HttpStatusCode.SwitchingProtocols)]
    [InlineData("/open", null, HttpStatusCode.SwitchingProtocols)]
    [InlineData("/derived", null, HttpStatusCode.Unauthorized)]
    public async Task Connect_AsSomebody_IsLetInOrToldWhy(string path, string? role, HttpStatusCode expected)
    {
        using var webSocket = new ClientWebSocket();
        webSocket.Options.CollectHttpResponseDetails = true;
        if (role is not null)
        {
            webSocket.Options.SetRequestHeader("Cookie", await LogInAsync(role));
        }

        try
        {
            await webSocket.ConnectAsync(new UriBuilder(Server.Address) { Scheme = "ws", Path = $"{path}/websocket", Query = "vsn=2.0.0" }.Uri, CancellationToken);
        }
        catch (WebSocketException)
        {
            // What it was answered is what is asked for.
        }

        Assert.Equal(expected, webSocket.HttpStatusCode);
        webSocket.Abort();
    }

    [Fact]
    public async Task Mount_AsAMember_KnowsTheClaims()
    {
        var cookie = await LogInAsync("member");
        await using var client = await PhoenixClient.ConnectAsync(
            new UriBuilder(Server.Address) { Scheme = "ws", Path = "/members/websocket", Query = "vsn=2.0.0" }.Uri,
            options => options.SetRequestHeader("Cookie", cookie),
            CancellationToken);

        var root = await MountedRoot.MountAsync(client, StoreNameAttribute.Of(typeof(WhoStore)), "who");

        Assert.Equal("ada", (string?)root.State["name"]);
    }

    [Fact]
    public async Task Cookie_Expires_EndsTheSocketAndTheNextConnectIs401()
    {
        var cookie = await LogInAsync("member", "&seconds=2");
        var endpoint = new UriBuilder(Server.Address) { Scheme = "ws", Path = "/members/websocket", Query = "vsn=2.0.0" }.Uri;
        await using var client = await PhoenixClient.ConnectAsync(endpoint, options => options.SetRequestHeader("Cookie", cookie), CancellationToken);

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, (await client.EndAsync()).Status);

        using var again = new ClientWebSocket();
        again.Options.CollectHttpResponseDetails = true;
        again.Options.SetRequestHeader("Cookie", cookie);
        await Assert.ThrowsAsync<WebSocketException>(() => again.ConnectAsync(endpoint, CancellationToken));
        Assert.Equal(HttpStatusCode.Unauthorized, again.HttpStatusCode);
    }

    private async Task<string> LogInAsync(string role, string more = "")
    {
        using var client = new HttpClient { BaseAddress = Server.Address };
        using var response = await client.GetAsync($"login?role={role}{more}", CancellationToken);
        return response.EnsureSuccessStatusCode().Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    /// <summary>Says who looks at it.</summary>
    public sealed class WhoStore : RootStore<WhoStore.State>
    {
        /// <inheritdoc/>
        // docs:claims
        public override State Render(Socket socket) => new(socket.ConnectInfo.Claims.Single(static claim => claim.Type == ClaimTypes.Name).Value);
        // docs:end

        /// <summary>What clients see.</summary>
        public sealed record State(string Name);
    }

    // docs:socket
    /// <summary>For members.</summary>
    [Root<WhoStore>, Authorize(Roles = "member")]
    public class MemberSocket : MusubiSocket;
    // docs:end

    /// <summary>For members too, as its base class says.</summary>
    public sealed class DerivedSocket : MemberSocket;

    /// <summary>For everybody, whatever the application says of all endpoints.</summary>
    [Root<WhoStore>, AllowAnonymous]
    public sealed class OpenSocket : MusubiSocket;

    /// <summary>For whom the endpoint says.</summary>
    [Root<WhoStore>]
    public sealed class PlainSocket : MusubiSocket;

    /// <summary>An application that logs its users in with cookies.</summary>
    public sealed class CookieServer : InProcessServer
    {
        /// <inheritdoc/>
        protected override IHost Build(string[] args, Action<IHostApplicationBuilder> configure)
        {
            var builder = WebApplication.CreateBuilder(args);
            builder.UseOrleans(silo => silo.UseLocalhostClustering(FreePorts.Take(1)[0], gatewayPort: 0).AddMusubi<PlainSocket>());
            builder.Services.AddMusubiGateway();
            // docs:cookies
            builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
            builder.Services.AddAuthorization();
            // docs:end
            configure(builder);
            var app = builder.Build();
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapGet("/login", static (string role, int? seconds, HttpContext context) => context.SignInAsync(
                new ClaimsPrincipal(new ClaimsIdentity(
                    [new Claim(ClaimTypes.Name, "ada"), new Claim(ClaimTypes.Role, role)],
                    CookieAuthenticationDefaults.AuthenticationScheme)),
                new AuthenticationProperties { ExpiresUtc = seconds is { } lifetime ? DateTimeOffset.UtcNow.AddSeconds(lifetime) : null }));
            // docs:map
            app.MapMusubi<MemberSocket>("/members");
            app.MapMusubi<DerivedSocket>("/derived");
            app.MapMusubi<OpenSocket>("/open").RequireAuthorization();
            app.MapMusubi<PlainSocket>("/policy").RequireAuthorization();
            // docs:end
            return app;
        }
    }
}
