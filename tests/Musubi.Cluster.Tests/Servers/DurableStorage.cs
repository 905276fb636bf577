namespace Musubi.Cluster.Tests.Servers;

/// <summary>The storage of a cluster's durable roots, the test's own, and what can happen to one.</summary>
internal abstract class DurableStorage : IAsyncDisposable
{
    /// <summary>What the conformance host is told of it.</summary>
    public abstract string Setting { get; }

    /// <summary>What else it is told.</summary>
    public virtual string[] More => [];

    /// <summary>Starts one for a test, which is skipped where this is not installed, but for CI.</summary>
    /// <param name="store">Which.</param>
    /// <param name="disk">Where it keeps what it has; a folder of the machine's disk when null.</param>
    public static async Task<DurableStorage> StartAsync(DurableStore store, SmallDisk? disk = null)
    {
        DurableStorage storage = store switch
        {
            DurableStore.Sqlite => new SqliteStorage(disk),
            DurableStore.Postgres => new PostgresStorage(disk),
            _ => new RedisStorage(disk),
        };
        await storage.StartAsync();
        return storage;
    }

    /// <summary>Starts one with a replica that has what was acknowledged.</summary>
    public static async Task<DurableStorage> StartReplicatedAsync(DurableStore store)
    {
        DurableStorage storage = store == DurableStore.Postgres ? new PostgresStorage(disk: null, isReplicated: true) : new RedisStorage(disk: null, isReplicated: true);
        await storage.StartAsync();
        return storage;
    }

    /// <summary>Starts it with what it had, if it does not run.</summary>
    public abstract Task StartAsync();

    /// <summary>Stops it as a service manager does.</summary>
    public abstract Task StopAsync();

    /// <summary>Kills it at once.</summary>
    public abstract Task KillAsync();

    /// <summary>Lets it hang: it takes calls and answers none.</summary>
    public abstract Task PauseAsync();

    /// <summary>Lets it go on.</summary>
    public abstract Task ContinueAsync();

    /// <summary>Kills it, and lets its replica take its place.</summary>
    public virtual Task FailOverAsync() => throw new NotSupportedException("It has no replica.");

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Skips the test where a server is not installed, but for CI.</summary>
    protected static void Require(bool isInstalled, string what) =>
        Assert.SkipUnless(isInstalled || Environment.GetEnvironmentVariable("CI") == "true", $"{what} is not installed.");
}
