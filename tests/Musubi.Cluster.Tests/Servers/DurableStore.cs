namespace Musubi.Cluster.Tests.Servers;

/// <summary>Where the durable roots of a cluster are kept.</summary>
public enum DurableStore
{
    /// <summary>A file that the silos share.</summary>
    Sqlite,

    /// <summary>A real PostgreSQL.</summary>
    Postgres,

    /// <summary>A real Redis that syncs every write to its append-only file.</summary>
    Redis,
}
