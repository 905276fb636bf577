using System.Net;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Musubi.Inspector.Tests.Pages;
using Musubi.TestKit.Processes;

namespace Musubi.Inspector.Tests.Hosting;

/// <summary>Who gets to see the inspector, and what they are served.</summary>
public sealed class EndpointTests
{
    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Start_ForEverybodyOutsideOfDevelopment_IsRefusedAndSaysWhatToWrite(bool anonymous)
    {
        await using var app = Build(Environments.Production, app =>
        {
            var inspector = app.MapMusubiInspector("/musubi");
            if (anonymous)
            {
                inspector.RequireAuthorization().AllowAnonymous();
            }
        });

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync(CancellationToken));

        Assert.Contains("RequireAuthorization(", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Page_WithAPolicy_IsForNobodyWhoIsNotSignedIn(bool ofAGroup)
    {
        await using var app = Build(Environments.Production, app =>
        {
            _ = ofAGroup
                ? app.MapGroup("/admin").RequireAuthorization().MapMusubiInspector("/musubi")
                : app.MapMusubiInspector("/admin/musubi").RequireAuthorization();
        });
        await app.StartAsync(CancellationToken);
        using var client = Client(app);

        foreach (var path in (string[])["admin/musubi/", "admin/musubi/inspector.js", "admin/musubi/socket/websocket?vsn=2.0.0"])
        {
            using var response = await client.GetAsync(path, CancellationToken);
            Assert.True(response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Redirect, $"{path} was answered with {response.StatusCode}.");
        }
    }

    [Fact]
    public async Task Page_InDevelopment_IsServedWithItsFiles_AndFromNowhereElse()
    {
        await using var app = Build(Environments.Development, static app => app.MapMusubiInspector("/musubi"));
        await app.StartAsync(CancellationToken);
        using var client = Client(app);

        using var bare = await client.GetAsync("musubi", CancellationToken);
        Assert.Equal((HttpStatusCode.Redirect, "/musubi/"), (bare.StatusCode, bare.Headers.Location?.ToString()));
        foreach (var (path, type) in ((string, string)[])[("musubi/", "text/html"), ("musubi/inspector.js", "text/javascript"), ("musubi/inspector.css", "text/css"), ("musubi/icon.svg", "image/svg+xml")])
        {
            using var response = await client.GetAsync(path, CancellationToken);
            Assert.Equal((HttpStatusCode.OK, type), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
            Assert.Contains("default-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            using var again = new HttpRequestMessage(HttpMethod.Get, path);
            again.Headers.IfNoneMatch.Add(response.Headers.ETag!);
            Assert.Equal(HttpStatusCode.NotModified, (await client.SendAsync(again, CancellationToken)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("musubi/nothing.js", CancellationToken)).StatusCode);
    }

    [Fact]
    public void Map_WithoutItsServices_SaysWhatToCall()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Services.AddMusubiGateway();
        var app = builder.Build();

        var refusal = Assert.Throws<InvalidOperationException>(() => app.MapMusubiInspector("/musubi"));

        Assert.Contains("AddMusubiInspector()", refusal.Message, StringComparison.Ordinal);
    }

    private static HttpClient Client(WebApplication app) => new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()),
    };

    private static WebApplication Build(string environment, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment, Args = ["--urls", "http://127.0.0.1:0"] });
        builder.Logging.ClearProviders();
        builder.UseOrleans(static silo =>
        {
            silo.UseLocalhostClustering(FreePorts.Take(1)[0], gatewayPort: 0).AddMusubi<BasketSocket>().AddMusubiInspector();
            silo.Services.AddSingleton<Gates>();
        });
        builder.Services.AddMusubiGateway();
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
        builder.Services.AddAuthorization();
        var app = builder.Build();
        map(app);
        return app;
    }
}
