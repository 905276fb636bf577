using Musubi.TestKit.Processes;

namespace Musubi.Cluster.Tests;

/// <summary>The PostgreSQL that tests start: what they do to it happens to it.</summary>
public sealed class PostgresServerTests
{
    [Fact]
    public async Task Server_StoppedKilledAndPaused_HasWhatItWasGivenBefore()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled || Environment.GetEnvironmentVariable("CI") == "true", "postgresql is not installed.");
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var server = new PostgresServer();
        await server.StartAsync(cancellationToken);
        await server.RunAsync("create table rows (id integer); insert into rows values (1);", cancellationToken);

        await server.StopAsync();
        await server.StartAsync(cancellationToken, "max_connections=20");
        Assert.Equal("20", await server.RunAsync("show max_connections", cancellationToken));
        await server.RunAsync("insert into rows values (2);", cancellationToken);

        await server.KillAsync();
        await server.StartAsync(cancellationToken);

        await server.PauseAsync();
        var paused = server.RunAsync("insert into rows values (3); select id from rows order by id;", cancellationToken);
        Assert.False(paused.IsCompleted);
        await server.ContinueAsync();

        Assert.Equal("1\n2\n3", await paused);
    }
}
