using System.Diagnostics;

namespace Musubi.Bench.Load;

/// <summary>Commands one after the other on each of some connections: the next is sent when the last has its answer.</summary>
internal static class ClosedLoop
{
    /// <summary>Loads all contenders in turn, round after round, so that whatever else the machine does meets them all.</summary>
    /// <param name="contenders">Which.</param>
    /// <param name="connections">How many connections send at once.</param>
    /// <param name="rounds">How often each is measured.</param>
    /// <param name="span">How long each time.</param>
    /// <returns>The samples of each contender, in order.</returns>
    public static async Task<IReadOnlyList<(Contender Contender, List<LoopSample> Samples)>> Run(IEnumerable<Contender> contenders, int connections, int rounds, TimeSpan span)
    {
        var lanes = new List<Lane>();
        foreach (var contender in contenders)
        {
            lanes.Add(await Lane.Open(contender, connections));
        }

        // Long enough for the runtime to have compiled what is hot a second time.
        foreach (var lane in lanes)
        {
            await lane.Run(2 * span);
        }

        for (var round = 0; round < rounds; round++)
        {
            foreach (var lane in lanes)
            {
                lane.Samples.Add(await lane.Run(span));
            }
        }

        foreach (var lane in lanes)
        {
            await lane.DisposeAsync();
        }

        return [.. lanes.Select(static lane => (lane.Server.Contender, lane.Samples))];
    }

    private sealed record Lane(RunningContender Server, LoadClient[] Clients) : IAsyncDisposable
    {
        public List<LoopSample> Samples { get; } = [];

        public static async Task<Lane> Open(Contender contender, int connections)
        {
            var server = await contender.Start();
            var clients = new LoadClient[connections];
            for (var i = 0; i < connections; i++)
            {
                clients[i] = await server.Open();
            }

            return new Lane(server, clients);
        }

        public async Task<LoopSample> Run(TimeSpan span)
        {
            var allocated = await Server.Allocated();
            var (cpu, storageCpu) = (Server.Cpu, Server.StorageCpu);
            var start = Stopwatch.GetTimestamp();
            var end = start + (long)(span.TotalSeconds * Stopwatch.Frequency);
            var latencies = await Task.WhenAll(Clients.Select(client => Task.Run(() => Loop(client, end))));
            var elapsed = Stopwatch.GetElapsedTime(start);
            (cpu, storageCpu) = (Server.Cpu - cpu, Server.StorageCpu - storageCpu);
            allocated = await Server.Allocated() - allocated;

            var sorted = latencies.SelectMany(static latencies => latencies).Order().ToArray();
            var commands = sorted.Length * Clients[0].AtOnce;
            return new LoopSample(
                cpu.TotalMicroseconds / commands,
                storageCpu.TotalMicroseconds / commands,
                (double)allocated / commands,
                commands / elapsed.TotalSeconds,
                Percentile(sorted, 0.50),
                Percentile(sorted, 0.95),
                Percentile(sorted, 0.99));
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var client in Clients)
            {
                client.Dispose();
            }

            await Server.DisposeAsync();
        }

        private static async Task<List<long>> Loop(LoadClient client, long end)
        {
            var latencies = new List<long>();
            var sent = Stopwatch.GetTimestamp();
            while (sent < end)
            {
                await client.Command();
                var answered = Stopwatch.GetTimestamp();
                latencies.Add(answered - sent);
                sent = answered;
            }

            return latencies;
        }

        private static double Percentile(long[] sorted, double share) =>
            Stopwatch.GetElapsedTime(0, sorted[(int)(share * (sorted.Length - 1))]).TotalMilliseconds;
    }
}
