using System.Diagnostics;
using Musubi.Cluster.Tests.Servers;
using Musubi.TestKit.Phoenix;

namespace Musubi.Cluster.Tests.Pages;

/// <summary>Pages that need no storage: those of a root that is not durable, and those of a durable one that only look at it. What befalls the storage is not theirs.</summary>
internal sealed class Bystanders : IAsyncDisposable
{
    private readonly PhoenixClient _client;
    private readonly ClickingPage[] _others;
    private readonly DurablePage[] _lookers;

    private Bystanders(PhoenixClient client, ClickingPage[] others, DurablePage[] lookers) => (_client, _others, _lookers) = (client, others, lookers);

    /// <summary>Mounts them, on several silos.</summary>
    public static async Task<Bystanders> StartAsync(ServerCluster cluster)
    {
        var client = await cluster.ConnectAsync();
        var others = new List<ClickingPage>();
        var lookers = new List<DurablePage>();
        for (var page = 0; page < 4; page++)
        {
            others.Add(await ClickingPage.MountAsync(client, $"other-{page}"));
            lookers.Add(new DurablePage(cluster, $"-looker-{page}", gateways: 1));
            await lookers[^1].MountAsync();
        }

        return new Bystanders(client, [.. others], [.. lookers]);
    }

    /// <summary>Lets those click that can, while the storage is out of reach.</summary>
    /// <returns>The longest wait for an answer.</returns>
    public async Task<TimeSpan> ClickAsync()
    {
        var slowest = TimeSpan.Zero;
        for (var click = 0; click < 5; click++)
        {
            var sent = Stopwatch.GetTimestamp();
            await Task.WhenAll(_others.Select(static page => page.ClickOnceAsync()));
            slowest = Stopwatch.GetElapsedTime(sent) is var waited && waited > slowest ? waited : slowest;
        }

        return slowest;
    }

    /// <summary>Lets those click that had only looked: they have the root that they had, and did not even lose their socket.</summary>
    public async Task VerifyAsync()
    {
        foreach (var page in _lookers)
        {
            await page.VerifyAsync();
            Assert.Equal((1, 0), (page.Clicks, page.Returns));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var page in _lookers)
        {
            await page.DisposeAsync();
        }

        await _client.DisposeAsync();
    }
}
