using Musubi.Bench.Load;
using Musubi.Bench.Servers;
using Musubi.TestKit.Processes;

namespace Musubi.Bench.Storages;

/// <summary>The storages that this machine has, each with nothing in it: SQLite always, PostgreSQL and Redis where Debian's packages of them are installed.</summary>
internal sealed class InstalledStorages : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("musubi-bench-");
    private readonly PostgresServer? _postgres = PostgresServer.IsInstalled ? new() : null;
    private readonly RedisServer? _redis = RedisServer.IsInstalled ? new() : null;
    private readonly List<RootStorage> _storages = [];

    private InstalledStorages()
    {
    }

    /// <summary>Says what is missed; empty when nothing is.</summary>
    public string Missing => $"{(_postgres is null ? "\nPostgreSQL is not installed on this machine.\n" : "")}{(_redis is null ? "\nRedis is not installed on this machine.\n" : "")}";

    public static async Task<InstalledStorages> Start()
    {
        var all = new InstalledStorages();
        try
        {
            await all.StartAll();
            return all;
        }
        catch
        {
            await all.DisposeAsync();
            throw;
        }
    }

    /// <summary>The counter as it is, and as a durable root in each of the storages.</summary>
    /// <param name="atOnce">How many commands a page sends at once.</param>
    public IEnumerable<Contender> Contenders(int atOnce) =>
        [.. Contenders("one process", [ServerRole.Musubi], atOnce), .. Contenders("gateway and silo", [ServerRole.Silo, ServerRole.Gateway], atOnce)];

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }

        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private async Task StartAll()
    {
        _storages.Add(new RootStorage("SQLite", new StorageUse(StorageKind.Sqlite, $"Data Source={Path.Combine(_folder.FullName, "pages.db")}"), null));
        if (_postgres is not null)
        {
            await _postgres.StartAsync(CancellationToken.None);
            _storages.Add(new RootStorage("PostgreSQL", new StorageUse(StorageKind.Postgres, _postgres.ConnectionString), _postgres.ProcessId));
        }

        if (_redis is not null)
        {
            // What it promises no less for than the others do.
            await _redis.StartAsync(CancellationToken.None, "--appendonly", "yes", "--appendfsync", "always");
            _storages.Add(new RootStorage("Redis", new StorageUse(StorageKind.Redis, _redis.Configuration), _redis.ProcessId));
        }
    }

    private IEnumerable<Contender> Contenders(string where, ServerRole[] roles, int atOnce) =>
        [
            new($"not durable, {where}", roles, () => new MusubiClient(atOnce: atOnce)),
            .. _storages.Select(storage => new Contender($"{storage.Name}, {where}", roles, () => new MusubiClient("DurableCounterStore", atOnce)) { Storage = storage }),
        ];
}
