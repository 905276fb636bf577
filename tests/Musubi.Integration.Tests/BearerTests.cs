using System.Net;
using System.Net.WebSockets;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Phoenix;
using Musubi.TestKit.Processes;

namespace Musubi.Integration.Tests;

/// <summary>Sockets of users who have a JWT, in the header or where Phoenix clients put it.</summary>
public sealed class BearerTests(BearerTests.TokenServer server) : ServerTest<BearerTests.TokenServer>(server), IClassFixture<BearerTests.TokenServer>
{
    /// <summary>How a client sends its token.</summary>
    public enum Carrier
    {
        Header,
        Subprotocol,
        Query,
    }

    public static TheoryData<Carrier, string, HttpStatusCode> Tokens => new()
    {
        { Carrier.Header, TokenServer.Token("member"), HttpStatusCode.SwitchingProtocols },
        { Carrier.Subprotocol, TokenServer.Token("member"), HttpStatusCode.SwitchingProtocols },
        { Carrier.Header, TokenServer.Token("guest"), HttpStatusCode.Forbidden },
        { Carrier.Subprotocol, TokenServer.Token("guest"), HttpStatusCode.Forbidden },
        { Carrier.Subprotocol, TokenServer.Token("member", lifetime: TimeSpan.FromMinutes(-10)), HttpStatusCode.Unauthorized },
        { Carrier.Subprotocol, TokenServer.Token("member", key: new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32))), HttpStatusCode.Unauthorized },
        { Carrier.Subprotocol, "not a token", HttpStatusCode.Unauthorized },
        { Carrier.Subprotocol, "", HttpStatusCode.Unauthorized },
        { Carrier.Query, TokenServer.Token("member"), HttpStatusCode.Unauthorized },
    };

    [Theory]
    [MemberData(nameof(Tokens), DisableDiscoveryEnumeration = true)]
    public async Task Connect_WithAToken_IsLetInOrToldWhy(Carrier carrier, string token, HttpStatusCode expected)
    {
        using var webSocket = new ClientWebSocket();
        webSocket.Options.CollectHttpResponseDetails = true;
        Carry(webSocket.Options, carrier, token);
        try
        {
            await webSocket.ConnectAsync(Endpoint(carrier == Carrier.Query ? $"&access_token={token}" : ""), CancellationToken);
        }
        catch (WebSocketException)
        {
            // What it was answered is what is asked for.
        }

        Assert.Equal(expected, webSocket.HttpStatusCode);
        webSocket.Abort();
    }

    [Theory]
    [InlineData("base64url.bearer.phx.c")]
    [InlineData("base64url.bearer.phx._w")]
    [InlineData("base64url.bearer.phx.")]
    public async Task Connect_WithASubprotocolThatCannotBeRead_Is401(string subprotocol)
    {
        using var webSocket = new ClientWebSocket();
        webSocket.Options.CollectHttpResponseDetails = true;
        webSocket.Options.AddSubProtocol(subprotocol);

        await Assert.ThrowsAsync<WebSocketException>(() => webSocket.ConnectAsync(Endpoint(), CancellationToken));

        Assert.Equal(HttpStatusCode.Unauthorized, webSocket.HttpStatusCode);
    }

    [Fact]
    public async Task Request_ThatIsNotForASocket_HasNoToken()
    {
        using var client = new HttpClient { BaseAddress = Server.Address };

        Assert.Equal("none", await client.GetStringAsync(new Uri("token", UriKind.Relative), CancellationToken));
    }

    [Theory]
    [InlineData(Carrier.Header)]
    [InlineData(Carrier.Subprotocol)]
    public async Task Mount_WithAToken_KnowsItsClaims(Carrier carrier)
    {
        await using var client = await ConnectAsync(TokenServer.Token("member"), carrier);

        var root = await MountedRoot.MountAsync(client, StoreNameAttribute.Of(typeof(WhoStore)), "who");

        Assert.Equal("ada", (string?)root.State["name"]);
    }

    [Fact]
    public async Task Token_Expires_EndsTheSocket()
    {
        await using var client = await ConnectAsync(TokenServer.Token("member", lifetime: TimeSpan.FromSeconds(3)));

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, (await client.EndAsync()).Status);
    }

    [Fact]
    public async Task DisconnectUser_ByTheTokensSubject_EndsTheirSockets()
    {
        await using var client = await ConnectAsync(TokenServer.Token("member", subject: "u-1"));
        await using var other = await ConnectAsync(TokenServer.Token("member", subject: "u-2"));

        await Server.Services.GetRequiredService<IGrainFactory>().DisconnectUserAsync("u-1");

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, (await client.EndAsync()).Status);
        await other.HeartbeatAsync();
    }

    private Uri Endpoint(string more = "") => PhoenixClient.Endpoint(Server.Address, "vsn=2.0.0" + more);

    private Task<PhoenixClient> ConnectAsync(string token, Carrier carrier = Carrier.Subprotocol) =>
        PhoenixClient.ConnectAsync(Endpoint(), options => Carry(options, carrier, token), CancellationToken);

    private static void Carry(ClientWebSocketOptions options, Carrier carrier, string token)
    {
        if (carrier == Carrier.Header)
        {
            options.SetRequestHeader("Authorization", $"Bearer {token}");
        }
        else if (carrier == Carrier.Subprotocol)
        {
            options.AddSubProtocol("phoenix");
            options.AddSubProtocol($"base64url.bearer.phx.{Convert.ToBase64String(Encoding.UTF8.GetBytes(token)).TrimEnd('=')}");
        }
    }

    /// <summary>Says who looks at it.</summary>
    public sealed class WhoStore : RootStore<WhoStore.State>
    {
        /// <inheritdoc/>
        public override State Render(Socket socket) => new(socket.ConnectInfo.Claims.Single(static claim => claim.Type == ClaimTypes.NameIdentifier).Value);

        /// <summary>What clients see.</summary>
        public sealed record State(string Name);
    }

    /// <summary>For members.</summary>
    [Root<WhoStore>, Authorize(Roles = "member")]
    public sealed class MemberSocket : MusubiSocket;

    /// <summary>An application whose users have a token.</summary>
    public sealed class TokenServer : InProcessServer
    {
        private const string Issuer = "https://login.example";
        private static readonly SymmetricSecurityKey Key = new(RandomNumberGenerator.GetBytes(32));

        /// <summary>A token as its issuer would sign it, or another.</summary>
        public static string Token(string role, TimeSpan? lifetime = null, SecurityKey? key = null, string subject = "ada") =>
            new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
            {
                Issuer = Issuer,
                Audience = Issuer,
                NotBefore = DateTime.UtcNow.AddHours(-1),
                IssuedAt = DateTime.UtcNow.AddHours(-1),
                Expires = DateTime.UtcNow + (lifetime ?? TimeSpan.FromHours(1)),
                Claims = new Dictionary<string, object> { ["sub"] = subject, ["role"] = role },
                SigningCredentials = new SigningCredentials(key ?? Key, SecurityAlgorithms.HmacSha256),
            });

        /// <inheritdoc/>
        protected override IHost Build(string[] args, Action<IHostApplicationBuilder> configure)
        {
            var builder = WebApplication.CreateBuilder(args);
            builder.UseOrleans(silo => silo.UseLocalhostClustering(FreePorts.Take(1)[0], gatewayPort: 0).AddMusubi<MemberSocket>());
            builder.Services.AddMusubiGateway();
            var validation = new TokenValidationParameters { ValidIssuer = Issuer, ValidAudience = Issuer, IssuerSigningKey = Key };
            // docs:bearer
            builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
            {
                options.TokenValidationParameters = validation;
                options.Events = new JwtBearerEvents
                {
                    OnMessageReceived = static context =>
                    {
                        context.Token = context.HttpContext.GetMusubiAuthToken();
                        return Task.CompletedTask;
                    },
                };
            });
            // docs:end
            builder.Services.AddAuthorization();
            configure(builder);
            var app = builder.Build();
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapGet("/token", static (HttpContext context) => context.GetMusubiAuthToken() ?? "none");
            app.MapMusubi<MemberSocket>("/socket");
            return app;
        }
    }
}
