using System.Diagnostics;
using Musubi.TestKit.Phoenix;

namespace Musubi.Cluster.Tests.Pages;

/// <summary>A page that clicks as soon as its last click is answered, and knows what the server's state must be.</summary>
/// <remarks>Each click adds 1, and its answer is the sum: an answer that is not the number of clicks so far means that a click was lost, or
/// was done twice, or that the page got a root that is not its own. A click that is not answered at all fails the wait for it.</remarks>
internal sealed class ClickingPage(MountedRoot root)
{
    private const string Module = "Musubi.WireCapture.Stores.MemoryRootStore";

    private int _clicks;

    /// <summary>How many clicks were answered.</summary>
    public int Clicks => _clicks;

    /// <summary>The longest wait for an answer.</summary>
    public TimeSpan Slowest { get; private set; }

    /// <summary>Mounts a page's root.</summary>
    public static async Task<ClickingPage> MountAsync(PhoenixClient client, string id) => new(await MountedRoot.MountAsync(client, Module, id));

    /// <summary>Clicks until it is told to stop.</summary>
    public async Task ClickAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await ClickOnceAsync();
        }
    }

    /// <summary>Clicks once, and takes the patch that follows.</summary>
    public async Task ClickOnceAsync()
    {
        var sent = Stopwatch.GetTimestamp();
        var reply = await root.CommandAsync("add", new { by = 1 });
        var waited = Stopwatch.GetElapsedTime(sent);
        Slowest = waited > Slowest ? waited : Slowest;
        _clicks++;
        Assert.Equal($"ok {{\"n\":{_clicks}}}", reply.ToString());
        await root.PatchAsync();
        Assert.Equal((_clicks, _clicks), ((int)root.State["n"]!, (int)root.State["log_length"]!));
    }
}
