using Microsoft.Data.Sqlite;

namespace LivePoll.Storage;

/// <summary>The one file that holds what outlives the process: polls, votes, comments and pictures.</summary>
/// <remarks>Each change is on the disk before it is answered. SQLite's calls block, so they run on the thread pool and never in a grain's turn.</remarks>
internal sealed class Database
{
    private const string Tables = """
        PRAGMA journal_mode = WAL;
        CREATE TABLE IF NOT EXISTS grains (
            name TEXT NOT NULL, id TEXT NOT NULL, state BLOB NOT NULL, etag TEXT NOT NULL,
            PRIMARY KEY (name, id)
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS pictures (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, media_type TEXT NOT NULL, bytes BLOB NOT NULL
        );
        """;

    private readonly string _connectionString;

    /// <summary>Opens the file, and makes it when it is not there.</summary>
    public Database(string file)
    {
        _connectionString = new SqliteConnectionStringBuilder { DataSource = file }.ToString();
        using var connection = Open();
        Command(connection, Tables).ExecuteNonQuery();
    }

    /// <summary>Runs statements in one transaction.</summary>
    public Task<T> RunAsync<T>(Func<SqliteConnection, T> work) => Task.Run(() =>
    {
        using var connection = Open();
        using var transaction = connection.BeginTransaction();
        var result = work(connection);
        transaction.Commit();
        return result;
    });

    /// <summary>One statement with its parameters, by their names.</summary>
    public static SqliteCommand Command(SqliteConnection connection, string text, params (string Name, object Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        Command(connection, "PRAGMA synchronous = FULL").ExecuteNonQuery();
        return connection;
    }
}
