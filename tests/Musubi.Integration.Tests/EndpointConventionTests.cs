using System.Net;
using System.Net.WebSockets;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit;
using Musubi.TestKit.Processes;

namespace Musubi.Integration.Tests;

/// <summary>What ASP.NET Core's endpoint conventions mean for a socket.</summary>
public sealed class EndpointConventionTests(EndpointConventionTests.ConventionServer server)
    : ServerTest<EndpointConventionTests.ConventionServer>(server), IClassFixture<EndpointConventionTests.ConventionServer>
{
    private const string Page = "https://page.example";

    [Theory]
    [InlineData("app.example", HttpStatusCode.SwitchingProtocols)]
    [InlineData("other.example", HttpStatusCode.NotFound)]
    public async Task RequireHost_OfTheRequest_IsServedOrNotFound(string host, HttpStatusCode expected) =>
        Assert.Equal(expected, await ConnectAsync("/host", ("Host", host)));

    [Theory]
    [InlineData(Page, HttpStatusCode.SwitchingProtocols)]
    [InlineData("https://cors.example", HttpStatusCode.Forbidden)]
    public async Task RequireCors_OfASocket_LeavesItToAllowedOrigins(string origin, HttpStatusCode expected) =>
        Assert.Equal(expected, await ConnectAsync("/cors", ("Origin", origin)));

    [Fact]
    public async Task RequireCors_OfTheRequestThatAsksWhyASocketIsRefused_LetsThePageReadTheAnswer()
    {
        using var client = new HttpClient { BaseAddress = Server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "probed/websocket?vsn=2.0.0");
        request.Headers.Add("Origin", Page);

        using var response = await client.SendAsync(request, CancellationToken);

        Assert.Equal((HttpStatusCode.Unauthorized, Page), (response.StatusCode, response.Headers.GetValues("Access-Control-Allow-Origin").Single()));
        Assert.Equal("true", response.Headers.GetValues("Access-Control-Allow-Credentials").Single());
    }

    [Fact]
    public async Task RequireRateLimiting_ConnectsInAWindow_IsRefusedPastTheLimit()
    {
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await ConnectAsync("/window"));
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await ConnectAsync("/window"));

        Assert.Equal(HttpStatusCode.TooManyRequests, await ConnectAsync("/window"));
    }

    [Fact]
    public async Task RequireRateLimiting_Concurrency_CountsASocketForAsLongAsItLives()
    {
        using (var first = new ClientWebSocket())
        {
            await first.ConnectAsync(Endpoint("/concurrent"), CancellationToken);
            Assert.Equal(HttpStatusCode.TooManyRequests, await ConnectAsync("/concurrent"));
        }

        // The server finds out by itself that the first is gone.
        var deadline = DateTime.UtcNow + Patience.Limit;
        while (await ConnectAsync("/concurrent") is not HttpStatusCode.SwitchingProtocols)
        {
            Assert.True(DateTime.UtcNow < deadline, "Expected the place to be free once its socket had ended.");
        }
    }

    [Theory]
    [InlineData(false, HttpStatusCode.Unauthorized)]
    [InlineData(true, HttpStatusCode.SwitchingProtocols)]
    public async Task RequireAuthorization_WithOtherConventions_AsksForACookie(bool signedIn, HttpStatusCode expected)
    {
        (string, string)[] cookie = signedIn ? [("Cookie", await LogInAsync())] : [];

        Assert.Equal(expected, await ConnectAsync("/all", [("Host", "app.example"), .. cookie]));
    }

    private async Task<string> LogInAsync()
    {
        using var client = new HttpClient { BaseAddress = Server.Address };
        using var response = await client.GetAsync(new Uri("login", UriKind.Relative), CancellationToken);
        return response.EnsureSuccessStatusCode().Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private Uri Endpoint(string path) => new UriBuilder(Server.Address) { Scheme = "ws", Path = $"{path}/websocket", Query = "vsn=2.0.0" }.Uri;

    private async Task<HttpStatusCode> ConnectAsync(string path, params (string Name, string Value)[] headers)
    {
        using var webSocket = new ClientWebSocket();
        webSocket.Options.CollectHttpResponseDetails = true;
        foreach (var (name, value) in headers)
        {
            webSocket.Options.SetRequestHeader(name, value);
        }

        try
        {
            await webSocket.ConnectAsync(Endpoint(path), CancellationToken);
        }
        catch (WebSocketException)
        {
            // What it was answered is what is asked for.
        }

        return webSocket.HttpStatusCode;
    }

    /// <summary>Shows nothing of interest.</summary>
    public sealed class BlankStore : RootStore<BlankStore.State>
    {
        /// <inheritdoc/>
        public override State Render(Socket socket) => new(0);

        /// <summary>What clients see.</summary>
        public sealed record State(int Nothing);
    }

    /// <summary>For everybody.</summary>
    [Root<BlankStore>]
    public sealed class PlainSocket : MusubiSocket;

    /// <summary>An application with a socket for each convention.</summary>
    public sealed class ConventionServer : InProcessServer
    {
        /// <inheritdoc/>
        protected override IHost Build(string[] args, Action<IHostApplicationBuilder> configure)
        {
            var builder = WebApplication.CreateBuilder(args);
            builder.UseOrleans(silo => silo.UseLocalhostClustering(FreePorts.Take(1)[0], gatewayPort: 0).AddMusubi<PlainSocket>());
            // docs:cors-services
            builder.Services.AddMusubiGateway(options => options.AllowedOrigins.Add("https://page.example"));
            builder.Services.AddCors(options => options.AddPolicy("page", policy => policy.WithOrigins("https://page.example").AllowCredentials()));
            // docs:end
            builder.Services.AddCors(options => options.AddPolicy("other", policy => policy.WithOrigins("https://cors.example")));
            builder.Services.AddRateLimiter(options =>
            {
                options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
                options.AddFixedWindowLimiter("window", limiter => (limiter.PermitLimit, limiter.Window) = (2, TimeSpan.FromHours(1)));
                options.AddPolicy("none", static _ => RateLimitPartition.GetNoLimiter(""));
                options.AddConcurrencyLimiter("concurrent", limiter => (limiter.PermitLimit, limiter.QueueProcessingOrder) = (1, QueueProcessingOrder.OldestFirst));
            });
            builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
            builder.Services.AddAuthorization();
            configure(builder);
            var app = builder.Build();
            app.UseCors();
            app.UseAuthentication();
            app.UseAuthorization();
            app.UseRateLimiter();
            app.MapGet("/login", static context => context.SignInAsync(
                new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "ada")], CookieAuthenticationDefaults.AuthenticationScheme))));
            app.MapMusubi<PlainSocket>("/host").RequireHost("app.example");
            app.MapMusubi<PlainSocket>("/cors").RequireCors("other");
            // docs:cors
            app.MapMusubi<PlainSocket>("/probed").RequireAuthorization().RequireCors("page");
            // docs:end
            app.MapMusubi<PlainSocket>("/window").RequireRateLimiting("window");
            app.MapMusubi<PlainSocket>("/concurrent").RequireRateLimiting("concurrent");
            app.MapMusubi<PlainSocket>("/all").RequireAuthorization().RequireHost("app.example").RequireCors("page").RequireRateLimiting("none");
            return app;
        }
    }
}
