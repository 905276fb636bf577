namespace Musubi.Cluster.Tests.Servers;

/// <summary>Where the processes of a cluster find each other.</summary>
public enum ClusterStore
{
    /// <summary>A real Redis.</summary>
    Redis,

    /// <summary>A real PostgreSQL.</summary>
    Postgres,
}
