using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Musubi.TestKit.Processes;

namespace Musubi.Inspector.Tests.Pages;

/// <summary>The tests' application with an inspector, for operators that sign in as whoever they say.</summary>
public sealed class InspectorServer : IAsyncLifetime, ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = [];
    private WebApplication _app = null!;

    /// <summary>Where it is.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>What the inspector has logged.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    internal Gates Gates { get; } = new();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production, Args = ["--urls", "http://127.0.0.1:0"] });
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(this);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePorts.Take(1)[0], gatewayPort: 0).AddMusubi<BasketSocket>().AddMusubiInspector();
            silo.Services.AddSingleton(Gates);
        });
        builder.Services.AddMusubiGateway();
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
        builder.Services.AddAuthorizationBuilder().AddPolicy("operators", static policy => policy.RequireRole("operator"));
        _app = builder.Build();
        _app.MapMusubi<BasketSocket>("/socket");
        _app.MapMusubiInspector("/musubi").RequireAuthorization("operators");
        _app.MapGet("/login", static (HttpContext context, string name) => context.SignInAsync(new ClaimsPrincipal(
            new ClaimsIdentity([new Claim(ClaimTypes.Name, name), new Claim(ClaimTypes.Role, "operator")], CookieAuthenticationDefaults.AuthenticationScheme))));
        await _app.StartAsync();
        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith("Musubi.Inspector", StringComparison.Ordinal) ? new Recorder(_lines) : NullLogger.Instance;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class Recorder(ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                lines.Enqueue($"{logLevel} {formatter(state, exception)}");
            }
        }
    }
}
