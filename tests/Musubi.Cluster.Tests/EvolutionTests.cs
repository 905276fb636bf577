using Musubi.Cluster.Tests.Pages;
using Musubi.Cluster.Tests.Servers;
using Musubi.TestKit;

namespace Musubi.Cluster.Tests;

/// <summary>Two builds of one application, whose states, types and renders differ, in one cluster under clicking pages. Source: docs/durable.md, "Changing a store".</summary>
public sealed class EvolutionTests
{
    private const int Pages = 8;

    private static string First { get; } = Program("Musubi.Evolution.Host");

    private static string Second { get; } = Program("Musubi.Evolution.Host.Next");

    [Fact]
    public async Task Roots_GoFromOneBuildToTheNextAndBack_AndTheirPagesSeeWhatTheSiloRenders()
    {
        await using var cluster = await ServerCluster.StartAsync(First, silos: 2, gateways: 1);
        cluster.AllowDeaths();
        var pages = Enumerable.Range(0, Pages).Select(static page => new EvolvingPage($"evolving-{page}")).ToArray();
        try
        {
            await Each(page => page.MountAsync(cluster));
            await Each(static page => page.VerifyAsync(FirstRenders));

            // Side by side: the pages of the silo that was restarted go to the build before, and new silos take over as they stop.
            await RestartAsync(1, Second);
            await Each(static page => page.VerifyAsync(FirstRenders));
            await RestartAsync(0, First);
            await Each(static page => page.VerifyAsync(SecondRenders));

            // Without a goodbye: read from the storage by the build before.
            await cluster.KillSiloAsync(1);
            await Each(static page => page.VerifyAsync(FirstRenders));
            await StartAsync(1, Second);
            await cluster.KillSiloAsync(0);
            await Each(static page => page.VerifyAsync(SecondRenders));
            await Each(page => page.VerifyWholeAsync(cluster, SecondRenders));
        }
        finally
        {
            await Each(static page => page.DisposeAsync().AsTask());
        }

        Task Each(Func<EvolvingPage, Task> act) => Task.WhenAll(pages.Select(act));

        async Task RestartAsync(int silo, string program)
        {
            await cluster.StopSiloAsync(silo);
            await StartAsync(silo, program);
        }

        Task StartAsync(int silo, string program)
        {
            cluster.Program = program;
            return cluster.StartSiloAsync(silo);
        }
    }

    private static string FirstRenders(int clicks) =>
        $$$"""{"__musubi_store_id__":[],"n":{{{clicks}}},"log_length":{{{clicks}}},"build":1,"title":"sum","by":1,"row":{"__musubi_store_id__":["row"],"text":"{{{clicks}}}"}}""";

    private static string SecondRenders(int clicks) =>
        $$$"""{"__musubi_store_id__":[],"n":{{{clicks}}},"log_length":{{{clicks}}},"build":2,"caption":"sum","clicked":true,"row":{"__musubi_store_id__":["row"],"text":"{{{clicks}}} clicks"}}""";

    // Built as this assembly is.
    private static string Program(string project)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return Path.Combine(Repository.Root, "tests", project, "bin", configuration, "net10.0", "Musubi.Evolution.Host.dll");
    }
}
