using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Musubi.TestKit.Documents;

namespace Musubi.Storage.Redis.Tests;

public sealed class RedisMetricsTests
{
    [Fact]
    public void Page_Instruments_AreThoseOfTheStorage()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();

        Assert.Equal(
            InstrumentPage.Listed("storage-redis.md"),
            InstrumentPage.Published(RedisMetrics.MeterName, () => _ = new RedisMetrics(services.GetRequiredService<IMeterFactory>(), TimeProvider.System)));
    }
}
