using System.Net.WebSockets;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Musubi.Gateway.Tests.Sockets;

/// <summary>A socket ends when the ticket that it connected with expires.</summary>
public sealed class AuthenticationExpirationTests(TestSilo silo)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Ticket_Expires_ClosesWith1001()
    {
        await using var gateway = await StartAsync(Lifetime);
        var client = await gateway.ConnectAsync();
        await client.HeartbeatAsync();
        gateway.Clock.Advance(Lifetime - TimeSpan.FromSeconds(1));
        await client.HeartbeatAsync();

        gateway.Clock.Advance(TimeSpan.FromSeconds(2));

        var end = await client.EndAsync();
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, end.Status);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Ticket_WithoutExpiryOrWithTheOptionOff_KeepsItsSocket(bool expires, bool option)
    {
        await using var gateway = await StartAsync(expires ? Lifetime : null, option);
        var client = await gateway.ConnectAsync();

        for (var i = 0; i < 4; i++)
        {
            await client.HeartbeatAsync();
            gateway.Clock.Advance(Lifetime);
        }

        await client.HeartbeatAsync();
    }

    [Fact]
    public async Task Ticket_ThatExpiresInTheFarFuture_KeepsItsSocket()
    {
        await using var gateway = await StartAsync(TimeSpan.MaxValue);
        var client = await gateway.ConnectAsync();
        gateway.Clock.Advance(Lifetime);

        await client.HeartbeatAsync();
    }

    private Task<TestGateway> StartAsync(TimeSpan? lifetime, bool option = true) => TestGateway.StartAsync(
        silo,
        options => options.CloseOnAuthenticationExpiration = option,
        middleware: app => app.Use((context, next) =>
        {
            var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
            var ticket = new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity("test")), "test");
            ticket.Properties.ExpiresUtc = lifetime is null ? null : lifetime == TimeSpan.MaxValue ? DateTimeOffset.MaxValue : now + lifetime;
            context.Features.Set<IAuthenticateResultFeature>(new Feature { AuthenticateResult = AuthenticateResult.Success(ticket) });
            return next(context);
        }));

    private sealed class Feature : IAuthenticateResultFeature
    {
        public AuthenticateResult? AuthenticateResult { get; set; }
    }
}
