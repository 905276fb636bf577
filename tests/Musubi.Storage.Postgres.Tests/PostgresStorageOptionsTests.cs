using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Musubi.Durable;
using Musubi.TestKit.Processes;

namespace Musubi.Storage.Postgres.Tests;

public sealed class PostgresStorageOptionsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncDisposable
{
    private readonly PostgresSchema _schema = new(postgres);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _schema.DisposeAsync();

    [Theory]
    [InlineData("", 2, "ConnectionString")]
    [InlineData("Database=app;Password=secret", 2, "ConnectionString")]
    [InlineData("Nonsense=secret", 2, "ConnectionString")]
    [InlineData("Host=db", 0, "Timeout")]
    [InlineData("Host=db", 61, "Timeout")]
    [InlineData("Host=db", 1, null)]
    [InlineData("Host=db,db2", 60, null)]
    public void Options_AtTheirBounds_AreCheckedByName(string connectionString, int seconds, string? refused)
    {
        var result = new PostgresStorageOptionsValidator().Validate(null, new() { ConnectionString = connectionString, Timeout = TimeSpan.FromSeconds(seconds) });

        Assert.Equal(refused is null, result.Succeeded);
        Assert.Contains(refused ?? "", result.FailureMessage ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain("secret", result.FailureMessage ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Page_Options_AreThoseThereAre()
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "storage-postgres.md"));

        Assert.All(typeof(PostgresStorageOptions).GetProperties(), option => Assert.Contains($"| `{option.Name}` |", page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Silo_WithTheStorage_StartsHealthyAndKeepsRoots()
    {
        await postgres.QueryAsync($"CREATE SCHEMA {_schema.Name}");
        using var host = Build(silo => silo.AddMusubiPostgresStorage(options => (options.ConnectionString, options.EnsureCreated) = (_schema.ConnectionString, true)));
        await host.StartAsync(Cancellation);

        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation);
        Assert.Equal(HealthStatus.Healthy, report.Entries["musubi-postgres"].Status);
        var log = Assert.Single(host.Services.GetServices<IRootLog>());
        Assert.Equal([AppendOutcome.Accepted], await log.AppendAsync([new("page/Board:1", 0, 42, 1, true, new byte[10], TimeSpan.FromDays(1))], Cancellation));

        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Silo_WithAnOptionOutOfRange_DoesNotStart()
    {
        using var host = Build(static silo => silo.AddMusubiPostgresStorage(""));

        await Assert.ThrowsAsync<OptionsValidationException>(async () => await host.StartAsync(Cancellation));
    }

    [Fact]
    public async Task Health_ServerThatCannotBeReached_IsUnhealthyWithoutSayingWhere()
    {
        using var host = Build(static silo => silo.AddMusubiPostgresStorage("Host=127.0.0.1;Port=1"));

        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation);

        var entry = report.Entries["musubi-postgres"];
        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.DoesNotContain("127.0.0.1", entry.Description, StringComparison.Ordinal);
    }

    private static IHost Build(Action<ISiloBuilder> configure)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        builder.Services.AddHealthChecks().AddMusubiPostgresStorage();
        builder.UseOrleans(silo =>
        {
            var ports = FreePorts.Take(2);
            silo.UseLocalhostClustering(siloPort: ports[0], gatewayPort: ports[1]);
            configure(silo);
        });
        return builder.Build();
    }
}
