using System.Diagnostics;
using Musubi.Bench.Load;
using Musubi.Bench.Servers;

namespace Musubi.Bench.Returns;

/// <summary>Pages that come back, and roots that move, each time with servers of their own.</summary>
internal static class ReturnMeasurement
{
    private const int OpenAtOnce = 64;

    // As many connections as a server's listener keeps waiting by default.
    private const int ReturnAtOnce = 512;
    private const int RootsPerSocket = 50;
    private const int ClickingPages = 50;

    /// <summary>Opens pages, cuts their sockets, and lets them come back.</summary>
    public static async Task<ReturnSample> Return(int pages)
    {
        await using var server = await ServerProcess.Start(ServerRole.Musubi, FreePorts.Take(2));

        // The same once before, so that what is measured is not the compiler.
        await Measure(server, pages);
        return await Measure(server, pages);
    }

    /// <summary>Opens pages on one of two gateways, kills it, and lets all of them come back on the other.</summary>
    public static async Task<GatewayDeathSample> GatewayDeath(int pages)
    {
        var ports = FreePorts.Take(2);
        await using var silo = await ServerProcess.Start(ServerRole.Silo, ports);
        await using var one = await ServerProcess.Start(ServerRole.Gateway, ports);
        await using var other = await ServerProcess.Start(ServerRole.Gateway, ports);

        // The gateway that takes them over has served before.
        await Measure(other, Math.Min(pages, 500));
        var clients = await Open(pages, OpenAtOnce, _ => new ReturningClient(), one.Port);

        one.Kill();
        var start = Stopwatch.GetTimestamp();
        Dispose(clients);
        var longest = 0L;
        var returned = await Open(pages, ReturnAtOnce, page => new ReturningClient(clients[page].Token), other.Port, took => InterlockedMax(ref longest, took));
        var all = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Dispose(returned);
        return new GatewayDeathSample(pages, all, Stopwatch.GetElapsedTime(0, longest).TotalSeconds);
    }

    /// <summary>Mounts roots on two silos, about so many on each, stops one of them under commands, and then asks every root.</summary>
    public static async Task<MoveSample> Move(int roots)
    {
        var ports = FreePorts.Take(4);
        await using var staying = await ServerProcess.Start(ServerRole.Silo, ports[0], ports[1]);
        await using var leaving = await ServerProcess.Start(ServerRole.Silo, ports[2], ports[3], ports[0]);
        await using var gateway = await ServerProcess.Start(ServerRole.Gateway, ports[0], ports[1], ports[3]);
        var clients = await Open(2 * roots / RootsPerSocket, OpenAtOnce, static _ => new RootsClient(RootsPerSocket), gateway.Port);
        var clicking = await Open(ClickingPages, ClickingPages, static _ => new MusubiClient(), gateway.Port);
        var moved = await leaving.Roots();

        using var stop = new CancellationTokenSource();
        var longest = 0L;
        var loops = clicking.Select(client => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var sent = Stopwatch.GetTimestamp();
                await client.Command();
                InterlockedMax(ref longest, Stopwatch.GetTimestamp() - sent);
            }
        })).ToArray();
        var start = Stopwatch.GetTimestamp();
        await leaving.Stop();
        var took = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await stop.CancelAsync();
        await Task.WhenAll(loops);
        await Parallel.ForEachAsync(clients, async (client, _) => await client.Command());
        Dispose(clients);
        Dispose(clicking);
        return new MoveSample(moved, took, Stopwatch.GetElapsedTime(0, longest).TotalSeconds);
    }

    private static async Task<ReturnSample> Measure(ServerProcess server, int pages)
    {
        var before = server.Cpu;
        var clients = await Open(pages, OpenAtOnce, static _ => new ReturningClient(), server.Port);
        await server.Rest();
        var opened = server.Cpu;
        Dispose(clients);
        await server.Rest();
        var cut = server.Cpu;
        var returned = await Open(pages, OpenAtOnce, page => new ReturningClient(clients[page].Token), server.Port);
        await server.Rest();
        var sample = new ReturnSample((opened - before).TotalMicroseconds / pages, (server.Cpu - cut).TotalMicroseconds / pages);
        Dispose(returned);
        await server.Rest();
        return sample;
    }

    private static async Task<TClient[]> Open<TClient>(int count, int atOnce, Func<int, TClient> create, int port, Action<long>? opened = null)
        where TClient : LoadClient
    {
        var clients = new TClient[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (i, _) =>
        {
            var start = Stopwatch.GetTimestamp();
            clients[i] = create(i);
            await clients[i].Open(port);
            opened?.Invoke(Stopwatch.GetTimestamp() - start);
        });
        return clients;
    }

    private static void Dispose(IEnumerable<LoadClient> clients)
    {
        foreach (var client in clients)
        {
            client.Dispose();
        }
    }

    private static void InterlockedMax(ref long greatest, long figure)
    {
        for (var seen = Volatile.Read(ref greatest); figure > seen;)
        {
            seen = Interlocked.CompareExchange(ref greatest, figure, seen) is var now && now == seen ? figure : now;
        }
    }
}
