namespace Musubi.Bench.Servers;

internal enum StorageKind
{
    Sqlite,
    Postgres,
    Redis,
}
