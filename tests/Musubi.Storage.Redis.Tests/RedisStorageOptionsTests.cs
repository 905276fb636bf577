using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Musubi.Durable;
using Musubi.TestKit.Processes;

namespace Musubi.Storage.Redis.Tests;

public sealed class RedisStorageOptionsTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "a:", 2, 0, "Configuration")]
    [InlineData("password=secret", "a:", 2, 0, "Configuration")]
    [InlineData("redis", "", 2, 0, "KeyPrefix")]
    [InlineData("redis", "{a}", 2, 0, "KeyPrefix")]
    [InlineData("redis", "a:", 0, 0, "Timeout")]
    [InlineData("redis", "a:", 61, 0, "Timeout")]
    [InlineData("redis", "a:", 2, -1, "WaitForReplicas")]
    [InlineData("redis", "a:", 2, 11, "WaitForReplicas")]
    [InlineData("redis:6379,password=secret", "a:", 1, 0, null)]
    [InlineData("redis", "a", 60, 10, null)]
    public void Options_AtTheirBounds_AreCheckedByName(string configuration, string prefix, int seconds, int replicas, string? refused)
    {
        var result = new RedisStorageOptionsValidator().Validate(
            null,
            new() { Configuration = configuration, KeyPrefix = prefix, Timeout = TimeSpan.FromSeconds(seconds), WaitForReplicas = replicas });

        Assert.Equal(refused is null, result.Succeeded);
        Assert.Contains(refused ?? "", result.FailureMessage ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain("secret", result.FailureMessage ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Page_Options_AreThoseThereAre()
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "storage-redis.md"));

        Assert.All(typeof(RedisStorageOptions).GetProperties(), option => Assert.Contains($"| `{option.Name}` |", page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Silo_WithTheStorage_StartsHealthyAndKeepsRoots()
    {
        using var host = Build(silo => silo.AddMusubiRedisStorage(redis.Server.Configuration));
        await host.StartAsync(Cancellation);

        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation);
        Assert.Equal(HealthStatus.Healthy, report.Entries["musubi-redis"].Status);
        var log = Assert.Single(host.Services.GetServices<IRootLog>());
        Assert.Equal([AppendOutcome.Accepted], await log.AppendAsync([new("page/Board:1", 0, 42, 1, true, new byte[10], TimeSpan.FromDays(1))], Cancellation));

        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Silo_WithAnOptionOutOfRange_DoesNotStart()
    {
        using var host = Build(static silo => silo.AddMusubiRedisStorage(""));

        await Assert.ThrowsAsync<OptionsValidationException>(async () => await host.StartAsync(Cancellation));
    }

    [Fact]
    public async Task Health_ServerThatCannotBeReached_IsUnhealthyWithoutSayingWhere()
    {
        using var host = Build(static silo => silo.AddMusubiRedisStorage("127.0.0.1:1"));

        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation);

        var entry = report.Entries["musubi-redis"];
        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.DoesNotContain("127.0.0.1", entry.Description, StringComparison.Ordinal);
    }

    private static IHost Build(Action<ISiloBuilder> configure)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        builder.Services.AddHealthChecks().AddMusubiRedisStorage();
        builder.UseOrleans(silo =>
        {
            var ports = FreePorts.Take(2);
            silo.UseLocalhostClustering(siloPort: ports[0], gatewayPort: ports[1]);
            configure(silo);
        });
        return builder.Build();
    }
}
