namespace Musubi.Cluster.Tests.Servers;

/// <summary>What the processes of a cluster may complain of, when a test does that to them which they complain of.</summary>
internal static class ExpectedErrors
{
    // GrainLog's AppendGivenUp and LoadGivenUp.
    private static readonly int[] StorageOutOfReach = [41, 42];

    // The parts of Orleans that talk to other processes. What they log as an error when one is gone in the middle of it is retried by Orleans or by us; that nothing was lost is what the
    // tests show. Errors of any other part of Orleans, and of Musubi's own, still fail a test.
    private static readonly string[] TalkingToOthers =
    [
        "Orleans.Messaging", "Orleans.Runtime.GrainCallCancellationManager", "Orleans.Runtime.GrainDirectory.", "Orleans.Runtime.MembershipService.", "Orleans.Runtime.Messaging.", "Orleans.Runtime.Placement.",
    ];

    /// <summary>What Orleans complains of in any cluster of which a process goes.</summary>
    public static void AllowLostPeers(this ServerCluster cluster) =>
        cluster.Log.Allow(static line => TalkingToOthers.Any(part => line.Category.StartsWith(part, StringComparison.Ordinal)));

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
