namespace Musubi.Storage.Redis;

/// <summary>What runs inside the server, for one root at a time. A root is one hash: its epoch (e), its sequence number (s), that of its snapshot (n), and each record under its number.</summary>
/// <remarks>Epochs are compared as text, because a number of Lua has 53 bits. The first write of a script is the one that a full or read-only server refuses, before anything has changed.</remarks>
internal static class RedisScripts
{
    /// <summary>Appends a record. Arguments: the epoch and sequence number that are expected, the new ones, whether it is a snapshot, the record, how long to keep the root (ms). 1: accepted; 0: fenced.</summary>
    /// <remarks>What was accepted before is written again as it is, so that waiting for replicas afterwards waits for it.</remarks>
    public const string Append = """
        local stored = redis.call('HMGET', KEYS[1], 'e', 's', 'n')
        local epoch, sequence = stored[1] or '0', stored[2] or '0'
        if epoch == ARGV[1] and sequence == ARGV[2] then
            if ARGV[5] == '1' then
                redis.call('HSET', KEYS[1], 'e', ARGV[3], 's', ARGV[4], 'n', ARGV[4], ARGV[4], ARGV[6])
                if stored[3] then
                    for number = tonumber(stored[3]), tonumber(sequence) do
                        redis.call('HDEL', KEYS[1], string.format('%.0f', number))
                    end
                end
            elseif stored[1] then
                redis.call('HSET', KEYS[1], 'e', ARGV[3], 's', ARGV[4], ARGV[4], ARGV[6])
            else
                return 0
            end
            redis.call('PEXPIRE', KEYS[1], ARGV[7])
            return 1
        end
        if stored[1] == ARGV[3] and tonumber(sequence) >= tonumber(ARGV[4]) then
            redis.call('HSET', KEYS[1], 'e', epoch)
            return 1
        end
        return 0
        """;

    /// <summary>Takes an epoch, when the stored one is the expected one, and reads the root.</summary>
    public const string Load = """
        if redis.call('HGET', KEYS[1], 'e') ~= ARGV[1] then
            return false
        end
        redis.call('HSET', KEYS[1], 'e', ARGV[2])
        return redis.call('HGETALL', KEYS[1])
        """;

    /// <summary>Removes a root, when the epoch is the stored one.</summary>
    public const string Delete = """
        if redis.call('HGET', KEYS[1], 'e') == ARGV[1] then
            redis.call('DEL', KEYS[1])
        end
        return 0
        """;
}
