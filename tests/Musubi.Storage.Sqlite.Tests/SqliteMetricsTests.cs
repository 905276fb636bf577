using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Musubi.TestKit.Documents;

namespace Musubi.Storage.Sqlite.Tests;

public sealed class SqliteMetricsTests
{
    [Fact]
    public void Page_Instruments_AreThoseOfTheStorage()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();

        Assert.Equal(
            InstrumentPage.Listed("storage-sqlite.md"),
            InstrumentPage.Published(SqliteMetrics.MeterName, () => _ = new SqliteMetrics(services.GetRequiredService<IMeterFactory>(), TimeProvider.System)));
    }
}
