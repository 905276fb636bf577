namespace Musubi.Storage.Redis;

/// <summary>Where and how durable roots are kept in Redis.</summary>
public sealed class RedisStorageOptions
{
    /// <summary>How the server is reached, as StackExchange.Redis reads it: <c>redis:6379,password=...</c>.</summary>
    /// <value>Required.</value>
    public string Configuration { get; set; } = "";

    /// <summary>What every key begins with.</summary>
    /// <value><c>musubi:root:</c> by default; 1 to 64 characters. It holds no brace, which has a meaning in a cluster.</value>
    public string KeyPrefix { get; set; } = "musubi:root:";

    /// <summary>How long one call may take. Past it the call fails with an unknown outcome, and the silo makes it again.</summary>
    /// <value>2 seconds by default; 1 to 60 seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many replicas must have an append before it is acknowledged. It narrows what a failover may lose, and does not rule it out.</summary>
    /// <value>0 by default; 0 to 10. Not for a Redis cluster.</value>
    public int WaitForReplicas { get; set; }
}
