namespace Musubi.Grains.Tests;

/// <summary>What is alive in this process, once the clusters of earlier tests have let go of what was theirs.</summary>
internal static class Heap
{
    private const int Slack = 64 * 1024;
    private const int MaxCollections = 100;

    /// <summary>Collects until two collections in a row find the same, and whatever waits to be finalized has been.</summary>
    public static long SettledBytes()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var collection = 0; collection < MaxCollections; collection++)
        {
            GC.WaitForPendingFinalizers();
            var after = GC.GetTotalMemory(forceFullCollection: true);
            if (Math.Abs(after - before) < Slack)
            {
                return after;
            }

            before = after;
        }

        return before;
    }
}
