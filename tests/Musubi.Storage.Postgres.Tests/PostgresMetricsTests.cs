using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Musubi.TestKit.Documents;

namespace Musubi.Storage.Postgres.Tests;

public sealed class PostgresMetricsTests
{
    [Fact]
    public void Page_Instruments_AreThoseOfTheStorage()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();

        Assert.Equal(
            InstrumentPage.Listed("storage-postgres.md"),
            InstrumentPage.Published(PostgresMetrics.MeterName, () => _ = new PostgresMetrics(services.GetRequiredService<IMeterFactory>(), TimeProvider.System)));
    }
}
