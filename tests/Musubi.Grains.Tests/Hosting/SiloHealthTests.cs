using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Musubi.Grains.Tests.Hosting;

/// <summary>Source: docs/health.md.</summary>
public sealed class SiloHealthTests
{
    [Theory]
    [InlineData(SiloStatus.Joining, "live", HealthStatus.Healthy)]
    [InlineData(SiloStatus.Joining, "ready", HealthStatus.Unhealthy)]
    [InlineData(SiloStatus.Joining, "startup", HealthStatus.Unhealthy)]
    [InlineData(SiloStatus.Active, "live", HealthStatus.Healthy)]
    [InlineData(SiloStatus.Active, "ready", HealthStatus.Healthy)]
    [InlineData(SiloStatus.Active, "startup", HealthStatus.Healthy)]
    [InlineData(SiloStatus.ShuttingDown, "live", HealthStatus.Healthy)]
    [InlineData(SiloStatus.ShuttingDown, "ready", HealthStatus.Unhealthy)]
    [InlineData(SiloStatus.Dead, "live", HealthStatus.Unhealthy)]
    [InlineData(SiloStatus.Dead, "ready", HealthStatus.Unhealthy)]
    public async Task Probe_OfASilo_FollowsItsStatusInTheCluster(SiloStatus status, string probe, HealthStatus expected)
    {
        using var host = Build(status);

        Assert.Equal(expected, await CheckAsync(host, probe));
    }

    [Fact]
    public async Task Ready_TheApplicationBeginsToStop_FailsWhileTheSiloIsStillActive()
    {
        using var host = Build(SiloStatus.Active);

        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        Assert.Equal(HealthStatus.Unhealthy, await CheckAsync(host, "ready"));
    }

    [Fact]
    public async Task Live_AProcessThatStopsAndWhoseSiloHasLeft_IsNotEndedBeforeItIsDone()
    {
        using var host = Build(SiloStatus.Dead);

        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        Assert.Equal(HealthStatus.Healthy, await CheckAsync(host, "live"));
    }

    private static async Task<HealthStatus> CheckAsync(IHost host, string probe)
    {
        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Tags.Contains(probe), TestContext.Current.CancellationToken);
        Assert.NotEmpty(report.Entries);
        return report.Status;
    }

    private static IHost Build(SiloStatus status)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(Member.Of(status));
        builder.Services.AddHealthChecks().AddMusubiSilo();
        return builder.Build();
    }

    /// <summary>A silo of which only its own status is known.</summary>
    public class Member : DispatchProxy
    {
        private SiloStatus _status;

        /// <summary>Makes one that has a status.</summary>
        public static ISiloStatusOracle Of(SiloStatus status)
        {
            var member = Create<ISiloStatusOracle, Member>();
            ((Member)member)._status = status;
            return member;
        }

        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod!.Name == $"get_{nameof(ISiloStatusOracle.CurrentStatus)}" ? _status : throw new NotSupportedException(targetMethod.Name);
    }
}
