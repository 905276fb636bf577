namespace Musubi.Storage.Sqlite;

/// <summary>Where and how durable roots are kept in an SQLite file.</summary>
public sealed class SqliteStorageOptions
{
    /// <summary>Names the file, as in <c>Data Source=pages.db</c>.</summary>
    /// <value>Required. A file that can be written, in a folder that exists, on a disk of this machine; it is made when it is missing. Not a database in memory.
    /// The file belongs to Musubi alone.</value>
    public string ConnectionString { get; set; } = "";

    /// <summary>How long a write waits for that of another process, another silo of this machine or a backup.</summary>
    /// <value>2 seconds by default; 1 to 60 seconds. Past it the call fails, and the silo makes it again.</value>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The largest that the file may become, in bytes. Past it appends fail as on a full disk.</summary>
    /// <value>1 TiB by default; 1 MiB to 16 TiB. The file's write-ahead log, usually a few MiB, comes on top.</value>
    public long MaxBytes { get; set; } = 1L << 40;
}
