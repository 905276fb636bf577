using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Musubi.Durable;
using Musubi.TestKit.Processes;

namespace Musubi.Storage.Sqlite.Tests;

public sealed class SqliteStorageOptionsTests : IAsyncDisposable
{
    private readonly SqliteFile _file = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    [Theory]
    [InlineData("", "names a file")]
    [InlineData("Data Source=", "names a file")]
    [InlineData("Data Source=:memory:", "outlives the process")]
    [InlineData("Data Source=pages;Mode=Memory", "outlives the process")]
    [InlineData("Data Source=file:pages?mode=memory", "outlives the process")]
    [InlineData("Data Source=pages.db;Mode=ReadOnly", "can be written")]
    [InlineData("Data Source=pages.db;Cache=Shared", "shared cache")]
    [InlineData("Data Source=no-such-folder/pages.db", "folder that exists")]
    [InlineData("Nonsense=1", "cannot be read")]
    [InlineData("Data Source=no-such-folder/pages.db;Password=secret", "folder that exists")]
    public void ConnectionString_OfNoLastingFile_IsRefused(string connectionString, string because)
    {
        var result = new SqliteStorageOptionsValidator().Validate(null, new() { ConnectionString = connectionString });

        Assert.Contains(because, result.FailureMessage, StringComparison.Ordinal);
        Assert.Contains(nameof(SqliteStorageOptions.ConnectionString), result.FailureMessage, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", result.FailureMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1L << 40, nameof(SqliteStorageOptions.BusyTimeout))]
    [InlineData(61, 1L << 40, nameof(SqliteStorageOptions.BusyTimeout))]
    [InlineData(2, (1L << 20) - 1, nameof(SqliteStorageOptions.MaxBytes))]
    [InlineData(2, (1L << 44) + 1, nameof(SqliteStorageOptions.MaxBytes))]
    [InlineData(1, 1L << 20, null)]
    [InlineData(60, 1L << 44, null)]
    public void Options_AtTheirBounds_AreCheckedByName(int seconds, long bytes, string? refused)
    {
        var result = new SqliteStorageOptionsValidator().Validate(
            null,
            new() { ConnectionString = _file.ConnectionString, BusyTimeout = TimeSpan.FromSeconds(seconds), MaxBytes = bytes });

        Assert.Equal(refused is null, result.Succeeded);
        Assert.Contains(refused ?? "", result.FailureMessage ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Page_Options_AreThoseThereAre()
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "storage-sqlite.md"));

        Assert.All(typeof(SqliteStorageOptions).GetProperties(), option => Assert.Contains($"| `{option.Name}` |", page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Silo_WithTheStorage_StartsHealthyAndKeepsRoots()
    {
        using var host = Build(silo => silo.AddMusubiSqliteStorage(_file.ConnectionString));
        await host.StartAsync(Cancellation);

        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation);
        Assert.Equal(HealthStatus.Healthy, report.Entries["musubi-sqlite"].Status);
        Assert.IsType<SqliteRootLog>(Assert.Single(host.Services.GetServices<IRootLog>()));

        await host.StopAsync(Cancellation);
        Assert.True(File.Exists(_file.Path));
    }

    [Fact]
    public async Task Health_FileThatCannotBeRead_IsUnhealthyWithoutSayingWhere()
    {
        using var host = Build(silo => silo.AddMusubiSqliteStorage(_file.ConnectionString));
        await File.WriteAllTextAsync(_file.Path, new string('x', 10_000), Cancellation);

        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation);

        var entry = report.Entries["musubi-sqlite"];
        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.DoesNotContain(_file.Path, entry.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silo_WithAnOptionOutOfRange_DoesNotStart()
    {
        using var host = Build(static silo => silo.AddMusubiSqliteStorage("Data Source=:memory:"));

        await Assert.ThrowsAsync<OptionsValidationException>(async () => await host.StartAsync(Cancellation));
    }

    [Fact]
    public async Task AddMusubiSqliteStorage_Twice_RegistersOneStorageWithTheOptionsOfBoth()
    {
        using var host = Build(silo => silo.AddMusubiSqliteStorage("Data Source=first.db").AddMusubiSqliteStorage(options => options.MaxBytes = 1 << 21).AddMusubiSqliteStorage(_file.ConnectionString));

        Assert.Single(host.Services.GetServices<IRootLog>());
        var options = host.Services.GetRequiredService<IOptions<SqliteStorageOptions>>().Value;
        Assert.Equal((_file.ConnectionString, 1 << 21), (options.ConnectionString, options.MaxBytes));
        await host.StartAsync(Cancellation);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Silo_WithASecondStorage_DoesNotStartAndNamesBoth()
    {
        using var host = Build(silo => silo.AddMusubi<PlainSocket>().AddMusubiSqliteStorage(_file.ConnectionString).AddMusubiMemoryStorage());

        var exception = await Assert.ThrowsAnyAsync<Exception>(async () => await host.StartAsync(Cancellation));

        Assert.Contains(nameof(SqliteRootLog), exception.Message, StringComparison.Ordinal);
        Assert.Contains("MemoryRootLog", exception.Message, StringComparison.Ordinal);
    }

    private static IHost Build(Action<ISiloBuilder> configure)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        builder.Services.AddHealthChecks().AddMusubiSqliteStorage();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePorts.Take(1)[0], gatewayPort: 0);
            configure(silo);
        });
        return builder.Build();
    }
}
