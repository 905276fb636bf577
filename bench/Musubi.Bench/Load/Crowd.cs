using System.Diagnostics;

namespace Musubi.Bench.Load;

/// <summary>Many pages that are open and idle: what it costs to open them, to keep them, and to tell all of them the same.</summary>
internal static class Crowd
{
    private const int OpenAtOnce = 64;
    private const int Announcements = 5;

    /// <summary>Measures every contender that has pages, round after round, each time by a server of its own that serves nothing else.</summary>
    /// <param name="pages">How many are open.</param>
    /// <param name="rounds">How often each is measured.</param>
    /// <returns>The samples of each contender, in order.</returns>
    public static async Task<IReadOnlyList<(Contender Contender, List<CrowdSample> Samples)>> Run(int pages, int rounds)
    {
        var rows = Contender.WithPages.Select(static contender => (Contender: contender, Samples: new List<CrowdSample>())).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (contender, samples) in rows)
            {
                samples.Add(await Measure(contender, pages));
            }
        }

        return rows;
    }

    private static async Task<CrowdSample> Measure(Contender contender, int pages)
    {
        await using var server = await contender.Start();
        for (var i = 0; i < 500; i++)
        {
            // Pages that come and go, so that what is measured is not the compiler.
            using var passing = await server.Open();
        }

        await server.Collect();
        var memory = server.Memory;
        var cpu = server.Cpu;
        var start = Stopwatch.GetTimestamp();
        var clients = new LoadClient[pages];
        await Parallel.ForAsync(0, pages, new ParallelOptions { MaxDegreeOfParallelism = OpenAtOnce }, async (i, _) => clients[i] = await server.Open());
        var opening = Stopwatch.GetElapsedTime(start);
        cpu = server.Cpu - cpu;
        await server.Collect();
        memory = server.Memory - memory;

        var told = new List<Announcement>();
        for (var i = 0; i <= Announcements; i++)
        {
            told.Add(await Announce(server, clients));
        }

        // The first has its code compiled.
        told.RemoveAt(0);
        told.Sort(static (one, other) => one.Last.CompareTo(other.Last));
        foreach (var client in clients)
        {
            client.Dispose();
        }

        return new CrowdSample(
            pages,
            cpu.TotalMicroseconds / pages,
            pages / opening.TotalSeconds,
            (double)memory / pages / 1024,
            told[Announcements / 2].Last,
            told.Sum(static one => one.Cpu) / Announcements);
    }

    private static async Task<Announcement> Announce(RunningContender server, LoadClient[] clients)
    {
        var cpu = server.Cpu;
        var all = clients.Select(static client => client.NextPatch().AsTask()).ToArray();
        var start = Stopwatch.GetTimestamp();
        await clients[0].Announce();
        await Task.WhenAll(all).WaitAsync(TimeSpan.FromMinutes(1));
        return new Announcement(Stopwatch.GetElapsedTime(start).TotalMilliseconds, (server.Cpu - cpu).TotalMicroseconds / clients.Length);
    }

    private readonly record struct Announcement(double Last, double Cpu);
}
