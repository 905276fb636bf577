namespace Musubi.Cluster.Tests.Servers;

/// <summary>What the processes of a cluster may complain of, when a test does that to them which they complain of.</summary>
internal static class ExpectedErrors
{
    // GrainLog's AppendGivenUp and LoadGivenUp.
    private static readonly int[] StorageOutOfReach = [41, 42];

    /// <summary>A process that dies is Orleans' to complain of, and what Musubi logs as an error fails the test.</summary>
    public static void AllowDeaths(this ServerCluster cluster)
    {
        cluster.Log.Allow(static line => line.Category.StartsWith("Orleans.", StringComparison.Ordinal));
        cluster.Log.Allow(static line => line.Category == "Polly");
    }

    /// <summary>A silo that finds that it was declared dead ends with a stack trace.</summary>
    public static void AllowDeclaredDead(this ServerCluster cluster) => cluster.Log.Allow(static line => line.Category == "stderr");

    /// <summary>A silo says when the storage has been out of reach for too long.</summary>
    public static void AllowOutages(this ServerCluster cluster) =>
        cluster.Log.Allow(static line => line.Category.StartsWith("Musubi.Grains.", StringComparison.Ordinal) && StorageOutOfReach.Contains(line.EventId));
}
