using Microsoft.Data.Sqlite;

namespace Musubi.Storage.Sqlite;

/// <summary>Opens the file, and makes its tables when they are missing.</summary>
internal static class SqliteDatabase
{
    /// <summary>The version of the tables that this build reads and writes, kept in the file's <c>user_version</c>.</summary>
    public const int SchemaVersion = 1;

    // A root's line is short and written at each append; what it holds is in a table of its own, in the order in which it is read. A key is bytes, as text with a zero in it is no text to SQLite.
    private const string Schema = """
        CREATE TABLE musubi_roots (
            id INTEGER PRIMARY KEY,
            root BLOB NOT NULL UNIQUE,
            epoch INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            keep_until INTEGER NOT NULL
        );
        CREATE INDEX musubi_roots_keep_until ON musubi_roots (keep_until);
        CREATE TABLE musubi_records (
            id INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            data BLOB NOT NULL,
            PRIMARY KEY (id, sequence)
        ) WITHOUT ROWID;
        PRAGMA user_version = 1;
        """;

    /// <exception cref="InvalidOperationException">The file is not what it should be; the message is for an operator.</exception>
    /// <exception cref="SqliteException">The file cannot be opened or written.</exception>
    public static SqliteConnection Open(SqliteStorageOptions options)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder(options.ConnectionString)
        {
            Pooling = false,
            DefaultTimeout = (int)Math.Ceiling(options.BusyTimeout.TotalSeconds),
        }.ToString());
        try
        {
            connection.Open();
            Configure(connection, options);
            Prepare(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static object? Run(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        return command.ExecuteScalar();
    }

    private static void Configure(SqliteConnection connection, SqliteStorageOptions options)
    {
        Run(connection, $"PRAGMA busy_timeout = {(int)options.BusyTimeout.TotalMilliseconds}");
        var mode = (string?)Run(connection, "PRAGMA journal_mode = WAL");
        if (mode != "wal")
        {
            throw new InvalidOperationException($"Expected a file that SQLite can keep a write-ahead log for, on a disk of this machine; got journal_mode '{mode}' for '{connection.DataSource}'.");
        }

        // Every commit is on the disk before it is answered. The last two are for macOS, whose fsync does not reach the disk.
        Run(connection, "PRAGMA synchronous = FULL");
        Run(connection, "PRAGMA fullfsync = ON");
        Run(connection, "PRAGMA checkpoint_fullfsync = ON");
        var pageSize = (long)Run(connection, "PRAGMA page_size")!;
        Run(connection, $"PRAGMA max_page_count = {Math.Min(options.MaxBytes / pageSize, uint.MaxValue - 1)}");
    }

    private static void Prepare(SqliteConnection connection)
    {
        if (VersionOf(connection) == SchemaVersion)
        {
            return;
        }

        // Another process may make them at the same time.
        Run(connection, "BEGIN IMMEDIATE");
        var version = VersionOf(connection);
        if (version > SchemaVersion)
        {
            throw new InvalidOperationException($"Expected tables of version {SchemaVersion} or earlier in '{connection.DataSource}'; got {version}, of a later build of Musubi.Storage.Sqlite or of another application.");
        }

        if (version == 0)
        {
            Run(connection, Schema);
        }

        Run(connection, "COMMIT");
    }

    private static long VersionOf(SqliteConnection connection) => (long)Run(connection, "PRAGMA user_version")!;
}
