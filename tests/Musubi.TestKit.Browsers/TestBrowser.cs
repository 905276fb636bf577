using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Musubi.TestKit.Browsers;

/// <summary>A browser of its own for one test, on an application's pages.</summary>
public sealed class TestBrowser : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly Uri _server;
    private readonly bool _losesConnections;
    private readonly ConcurrentQueue<string> _problems = [];

    private TestBrowser(IPlaywright playwright, IBrowser browser, Uri server, bool losesConnections)
    {
        _playwright = playwright;
        _browser = browser;
        _server = server;
        _losesConnections = losesConnections;
    }

    /// <summary>Starts a browser.</summary>
    /// <param name="server">Where the application is.</param>
    /// <param name="losesConnections">Whether the test cuts the way to the server, or has it refuse somebody, of which the browser itself complains.</param>
    /// <param name="backForwardCache">Whether pages that are left are kept for a return.</param>
    public static async Task<TestBrowser> LaunchAsync(Uri server, bool losesConnections = false, bool backForwardCache = false)
    {
        var playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout((float)Patience.Limit.TotalMilliseconds);
        return new TestBrowser(playwright, await BrowserFinder.LaunchAsync(playwright, backForwardCache), server, losesConnections);
    }

    /// <summary>Another user: one with a storage of their own.</summary>
    public async Task<IBrowserContext> NewUserAsync()
    {
        var user = await _browser.NewContextAsync();
        user.SetDefaultTimeout((float)Patience.Limit.TotalMilliseconds);
        user.Page += (_, page) => Watch(page);
        return user;
    }

    /// <summary>Opens the first page.</summary>
    public Task<IPage> OpenAsync(IBrowserContext user) => OpenAsync(user, _server.ToString());

    /// <summary>Opens an address.</summary>
    public static async Task<IPage> OpenAsync(IBrowserContext user, string url)
    {
        var page = await user.NewPageAsync();
        await page.GotoAsync(url);
        return page;
    }

    /// <summary>Ends the test's use of the browser: no page threw, and none logged an error.</summary>
    public void Verify()
    {
        if (!_problems.IsEmpty)
        {
            throw new ExpectationException($"Expected no error in a page; got: {string.Join('\n', _problems)}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    private void Watch(IPage page)
    {
        page.PageError += (_, error) => _problems.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !(_losesConnections && IsOfConnection(message.Text)))
            {
                _problems.Enqueue(message.Text);
            }
        };
    }

    private static bool IsOfConnection(string message) =>
        message.StartsWith("WebSocket connection to ", StringComparison.Ordinal) || message.Contains("net::ERR_", StringComparison.Ordinal)
        // What a proxy in front of the server says, and the server itself while it lets this user not in.
        || message.Contains("the server responded with a status of 502", StringComparison.Ordinal)
        || message.Contains("the server responded with a status of 503", StringComparison.Ordinal)
        || message.Contains("the server responded with a status of 401", StringComparison.Ordinal);
}
