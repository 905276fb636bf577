using Microsoft.Extensions.Logging;

namespace Musubi.Storage.Redis;

internal static partial class RedisLog
{
    [LoggerMessage(1, LogLevel.Warning, "The Redis server keeps no append-only file (appendonly no): when it dies, commands that were acknowledged may be lost.")]
    public static partial void NoAppendOnlyFile(ILogger logger);

    [LoggerMessage(2, LogLevel.Warning, "The Redis server syncs its append-only file '{Policy}' (appendfsync): when its machine dies, acknowledged commands of about the last second, or more with 'no', may be lost. 'always' loses none.")]
    public static partial void LateSync(ILogger logger, string policy);

    [LoggerMessage(3, LogLevel.Warning, "The Redis server is a replica and takes no writes. No change of a durable root is accepted until it does.")]
    public static partial void Replica(ILogger logger);

    [LoggerMessage(4, LogLevel.Warning, "The Redis server has replicas, which receive writes later: a failover may lose commands that were acknowledged. WaitForReplicas narrows this.")]
    public static partial void AsynchronousReplicas(ILogger logger);

    [LoggerMessage(5, LogLevel.Warning, "The Redis server evicts keys when its memory is full (maxmemory-policy {Policy}), durable roots among them. 'noeviction' refuses appends instead.")]
    public static partial void Evicts(ILogger logger, string policy);

    [LoggerMessage(6, LogLevel.Warning, "The settings of the Redis server cannot be read (INFO, CONFIG GET): what it promises for acknowledged commands is not known.")]
    public static partial void UnknownSettings(ILogger logger);
}
