using Microsoft.Extensions.Logging;

namespace Musubi.Storage.Postgres;

internal static partial class PostgresLog
{
    [LoggerMessage(1, LogLevel.Warning, "The PostgreSQL server takes no writes: it is a replica, or default_transaction_read_only is on. No change of a durable root is accepted until it does.")]
    public static partial void ReadOnly(ILogger logger);

    [LoggerMessage(2, LogLevel.Warning, "synchronous_commit is off on the PostgreSQL server: when it dies, commands that were acknowledged within its last second may be lost.")]
    public static partial void AsynchronousCommit(ILogger logger);

    [LoggerMessage(3, LogLevel.Warning, "fsync or full_page_writes is off on the PostgreSQL server: when its machine dies, all durable roots may be lost.")]
    public static partial void NoSync(ILogger logger);
}
