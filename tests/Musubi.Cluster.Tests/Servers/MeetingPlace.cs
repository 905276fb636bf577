using Musubi.TestKit.Processes;

namespace Musubi.Cluster.Tests.Servers;

/// <summary>The server where the processes of a cluster find each other.</summary>
internal sealed class MeetingPlace : IAsyncDisposable
{
    private readonly IAsyncDisposable _server;

    private MeetingPlace(IAsyncDisposable server, string setting) => (_server, Setting) = (server, setting);

    /// <summary>What the conformance host is told of it.</summary>
    public string Setting { get; }

    /// <summary>Starts one of its own for a test, which is skipped where this is not installed, but for CI.</summary>
    public static async Task<MeetingPlace> StartAsync(ClusterStore store)
    {
        var installed = store == ClusterStore.Redis ? RedisServer.IsInstalled : PostgresServer.IsInstalled;
        Assert.SkipUnless(installed || Environment.GetEnvironmentVariable("CI") == "true", $"{store} is not installed.");
        return store == ClusterStore.Redis ? await StartRedisAsync() : await StartPostgresAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task<MeetingPlace> StartRedisAsync()
    {
        var server = new RedisServer();
        await server.StartAsync(TestContext.Current.CancellationToken);
        return new MeetingPlace(server, $"redis:{server.Configuration}");
    }

    private static async Task<MeetingPlace> StartPostgresAsync()
    {
        var server = new PostgresServer();
        try
        {
            await server.StartAsync(TestContext.Current.CancellationToken);
            using var script = new StreamReader(typeof(MeetingPlace).Assembly.GetManifestResourceStream("clustering.sql")!);
            await server.RunAsync(await script.ReadToEndAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
            return new MeetingPlace(server, $"postgres:{server.ConnectionString}");
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }
}
