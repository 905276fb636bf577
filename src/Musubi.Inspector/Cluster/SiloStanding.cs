namespace Musubi.Inspector.Cluster;

/// <summary>What is known of a silo.</summary>
[GenerateSerializer, Alias("musubi.v1.inspector.SiloStanding")]
internal enum SiloStanding
{
    /// <summary>It answers.</summary>
    Active,

    /// <summary>The cluster holds it for active, and it did not answer in time, or is of a build without an inspector. Its roots are not in the list.</summary>
    Silent,

    /// <summary>It is starting.</summary>
    Starting,

    /// <summary>It is stopping: its roots move to others.</summary>
    Stopping,

    /// <summary>The cluster holds it for dead, and no other has taken its place.</summary>
    Dead,
}
