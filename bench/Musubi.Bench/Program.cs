using System.Globalization;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Environments;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Musubi.Bench.Lists;
using Musubi.Bench.Load;
using Musubi.Bench.Parts;
using Musubi.Bench.Reports;
using Musubi.Bench.Returns;
using Musubi.Bench.Servers;
using Musubi.Bench.Storages;
using Musubi.Bench.Trees;

// Regenerates the tables of bench/RESULTS.md: dotnet run -c Release --project bench/Musubi.Bench [-- micro|load|crowd|returns|durable]
// With "quick" as well it only shows that everything runs: the load and the crowd are small and the turns short, and the tables go to the console.
if (args is ["serve", var role, var kind, var connection, .. var ports])
{
    await BenchServer.Run(Enum.Parse<ServerRole>(role), kind == "" ? null : new StorageUse(Enum.Parse<StorageKind>(kind), connection), [.. ports.Select(static port => int.Parse(port, CultureInfo.InvariantCulture))]);
    return;
}

var load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
var quick = args.Contains("quick");
string[] parts = [.. args.Except(["quick"])];
parts = parts is [] ? ["micro", "load", "crowd", "returns", "durable"] : parts;
var results = quick ? ResultsFile.Shown() : ResultsFile.Kept();
var config = ManualConfig.CreateEmpty()
    .AddJob((quick ? Job.Dry : Job.ShortRun.WithIterationCount(10)).WithToolchain(InProcessEmitToolchain.Instance))
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddLogger(ConsoleLogger.Default)
    .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "musubi-bench"));

if (parts.Contains("micro"))
{
    var lists = new ListReport(BenchmarkRunner.Run<ListBenchmark>(config));
    var commandParts = new PartReport(BenchmarkRunner.Run<PartBenchmark>(config));
    var rows = new RowsReport(BenchmarkRunner.Run<RowsBenchmark>(config));
    var trees = new TreeReport(await TreeMeasurement.Run(rounds: quick ? 1 : 60));
    results.Write("lists", lists.Table());
    results.Write("trees", trees.Table());
    results.Write("parts", commandParts.Table());
    results.Write("rows", rows.Table());
    results.Write("targets micro", Target.Table([.. rows.Targets(), .. lists.Targets(), .. trees.Targets()]));
    results.Write("memory", await KeptPerStore());
}

if (parts.Contains("load"))
{
    foreach (var connections in new[] { 1, 64 })
    {
        var report = new LoopReport(await ClosedLoop.Run(Contender.All, connections, quick ? 2 : 7, TimeSpan.FromSeconds(quick ? 0.2 : 2)));
        results.Write($"load {connections}", report.Table());
        if (connections == 64)
        {
            results.Plot("commands", "Processor time, latency and allocation of a command, with 64 connections", report.Plot());
            results.Write("targets load", Target.Table(report.Targets()));
        }
    }
}

if (parts.Contains("crowd"))
{
    var (some, many, rounds) = quick ? (100, 200, 1) : (2_000, 10_000, 3);
    var report = new CrowdReport([.. await Crowd.Run(some, rounds), .. await Crowd.Run(many, rounds)]);
    results.Write("crowd", report.Table());
    results.Plot("pages", "Memory of an idle page, and processor time to open one and to deliver to one, of 10,000", report.Plot());
    results.Write("targets crowd", Target.Table(report.Targets()));
}

if (parts.Contains("returns"))
{
    var (some, many, rounds) = quick ? (100, 200, 1) : (2_000, 10_000, 3);
    var report = new ReturnReport(
        await Repeated(rounds, () => ReturnMeasurement.Return(some)),
        await Repeated(rounds, () => ReturnMeasurement.GatewayDeath(many)),
        await Repeated(rounds, () => ReturnMeasurement.Move(many)));
    results.Write("returns", report.Table());
    results.Write("targets returns", Target.Table(report.Targets()));
}

if (parts.Contains("durable"))
{
    await using var storages = await InstalledStorages.Start();
    foreach (var (connections, atOnce) in new[] { (1, 1), (64, 1), (64, 8) })
    {
        var report = new DurableReport(await ClosedLoop.Run(storages.Contenders(atOnce), connections, quick ? 2 : 5, TimeSpan.FromSeconds(quick ? 0.2 : 2)));
        results.Write($"durable {connections} {atOnce}", report.Table() + storages.Missing);
        if ((connections, atOnce) == (64, 1))
        {
            results.Write("targets durable", Target.Table(report.Targets()));
        }
    }
}

results.Write("machine", Machine(load));

static async Task<IReadOnlyList<T>> Repeated<T>(int rounds, Func<Task<T>> measure)
{
    var samples = new List<T>();
    for (var round = 0; round < rounds; round++)
    {
        samples.Add(await measure());
    }

    return samples;
}

static async Task<string> KeptPerStore()
{
    const int stores = 10_000;
    await MountedTree.Mount(10, 10);
    var before = GC.GetTotalMemory(forceFullCollection: true);
    var tree = await MountedTree.Mount(stores, 10);
    var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
    GC.KeepAlive(tree);
    return string.Create(CultureInfo.InvariantCulture, $"A mounted store of this kind keeps {kept / stores:N0} bytes, its state, assigns and ids included.\n");
}

static string Machine(string load)
{
    var host = HostEnvironmentInfo.GetCurrent();
    return string.Create(CultureInfo.InvariantCulture, $"{host.Cpu.Value?.ProcessorName}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}; BenchmarkDotNet {host.BenchmarkDotNetVersion} in process. Lists and parts: 10 iterations; trees: 60 rounds in which the sizes take turns. The load average before the last run was {load}.\n");
}
