using Musubi.Cluster.Tests.Servers;

namespace Musubi.Cluster.Tests.Pages;

/// <summary>Pages that click all the while.</summary>
internal sealed class ClickingPages : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly DurablePage[] _pages;
    private Task[] _clicking = [];

    private ClickingPages(DurablePage[] pages) => _pages = pages;

    /// <summary>Mounts pages, and lets them click.</summary>
    /// <param name="cluster">The servers.</param>
    /// <param name="count">How many pages.</param>
    /// <param name="gateways">How many gateways there are.</param>
    /// <param name="atOnce">How many clicks each gives at once.</param>
    public static async Task<ClickingPages> StartAsync(ServerCluster cluster, int count, int gateways, int atOnce = 1)
    {
        var pages = new ClickingPages([.. Enumerable.Range(0, count).Select(page => new DurablePage(cluster, $"{new string('p', page % gateways)}-{page}", gateways, atOnce))]);
        foreach (var page in pages._pages)
        {
            // A page that has changed nothing is not kept, and so may be gone.
            await page.MountAsync();
            await page.ClickOnceAsync();
        }

        pages._clicking = [.. pages._pages.Select(page => page.ClickAsync(pages._stop.Token))];
        return pages;
    }

    /// <summary>Waits for a moment among their clicks.</summary>
    public async Task AtSomeMomentAsync(Random random)
    {
        for (var clicks = random.Next(10, 100); clicks > 0; clicks--)
        {
            await Unless(_pages[random.Next(_pages.Length)].ClickedAnewAsync());
        }
    }

    /// <summary>Waits until every page has had an answer to a click that it gave after this was asked for.</summary>
    public Task ClickedAnewAsync() => Unless(Task.WhenAll(_pages.Select(static page => page.ClickedAnewAsync())));

    /// <summary>Waits until one of them is told that it must try again.</summary>
    public Task RefusedAsync() => Unless(Task.WhenAny(_pages.Select(static page => page.RefusedAsync())));

    /// <summary>Stops them, and looks into the books of each.</summary>
    public async Task VerifyAsync(ITestOutputHelper output)
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_clicking);
        foreach (var page in _pages)
        {
            await page.VerifyAsync();
        }

        output.WriteLine($"{_pages.Sum(static page => page.Clicks)} clicks, {_pages.Sum(static page => page.Returns)} returns; the slowest answer took {_pages.Max(static page => page.Slowest).TotalSeconds:F2} s.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var page in _pages)
        {
            await page.DisposeAsync();
        }

        _stop.Dispose();
    }

    // A page that fails says why.
    private async Task Unless(Task wanted) => await await Task.WhenAny([wanted, .. _clicking]);
}
