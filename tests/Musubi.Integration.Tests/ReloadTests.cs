using Microsoft.Playwright;
using Musubi.Integration.Tests.Drafts;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Browsers;

namespace Musubi.Integration.Tests;

/// <summary>A page in a real browser that is loaded anew, duplicated, left and returned to. Its state is its root's alone.</summary>
[Collection(nameof(TestBrowser))]
public sealed class ReloadTests(DraftServer server) : ServerTest<DraftServer>(server), IClassFixture<DraftServer>
{
    [Fact]
    public async Task Reload_Page_GoesOnWithItsStateAndItsCommands()
    {
        await using var browser = await TestBrowser.LaunchAsync(Server.Address);
        await using var user = await browser.NewUserAsync();
        var page = await browser.OpenAsync(user);
        await page.GetByLabel("Text").FillAsync("Half a sen");
        await AddAsync(page, 1);
        await AddAsync(page, 2);
        await Assertions.Expect(page.Locator("#draft")).ToHaveTextAsync("Half a sen");

        for (var reloads = 1; reloads <= 2; reloads++)
        {
            await page.ReloadAsync();

            await Assertions.Expect(page.Locator("#draft")).ToHaveTextAsync("Half a sen");
            await Assertions.Expect(page.Locator("#status")).ToContainTextAsync("resumed");

            // Not the answer to the first command of the page before.
            await AddAsync(page, 2 + reloads);
        }

        browser.Verify();
    }

    [Fact]
    public async Task DuplicatedTab_HasAPageOfItsOwn_AndTheFirstKeepsItsOwn()
    {
        await using var browser = await TestBrowser.LaunchAsync(Server.Address);
        await using var user = await browser.NewUserAsync();
        var page = await browser.OpenAsync(user);
        await AddAsync(page, 1);

        // A page that is opened by another one begins with a copy of its storage, as a duplicated tab does.
        var copy = await user.RunAndWaitForPageAsync(() => page.EvaluateAsync("() => void open(location.href)"));
        Assert.NotNull(await copy.EvaluateAsync<string?>("sessionStorage.getItem('musubi:page')"));
        await Assertions.Expect(copy.Locator("#count")).ToHaveTextAsync("0");
        await AddAsync(copy, 1);
        await AddAsync(copy, 2);
        await AddAsync(copy, 3);

        await AddAsync(page, 2);
        await page.ReloadAsync();
        await AddAsync(page, 3);
        await copy.ReloadAsync();
        await AddAsync(copy, 4);
        await Assertions.Expect(page.Locator("#count")).ToHaveTextAsync("3");

        browser.Verify();
    }

    [Fact]
    public async Task Page_LeftAndReturnedTo_ComesFromTheCacheWithItsState()
    {
        await using var browser = await TestBrowser.LaunchAsync(Server.Address, backForwardCache: true);
        await using var user = await browser.NewUserAsync();
        var page = await browser.OpenAsync(user);
        await AddAsync(page, 1);
        await page.EvaluateAsync("addEventListener('pageshow', ({ persisted }) => (window.wasKept = persisted))");

        await page.GotoAsync("about:blank");
        await page.GoBackAsync(new() { WaitUntil = WaitUntilState.Commit });

        // The lock has been given back, or the browser would not have kept the page.
        await page.WaitForFunctionAsync("window.wasKept");
        await Assertions.Expect(page.Locator("#status")).ToContainTextAsync("resumed");
        await AddAsync(page, 2);
        await page.ReloadAsync();
        await AddAsync(page, 3);

        browser.Verify();
    }

    [Fact]
    public async Task Reply_OnAnOptimisticPage_ComesWithItsPatch()
    {
        await using var browser = await TestBrowser.LaunchAsync(Server.Address);
        await using var user = await browser.NewUserAsync();
        var page = await browser.OpenAsync(user);
        await Assertions.Expect(page.Locator("#count")).ToHaveTextAsync("0");

        await page.GetByRole(AriaRole.Button, new() { Name = "Many" }).ClickAsync();

        await Assertions.Expect(page.Locator("#replied")).ToHaveTextAsync("steady up to 100");
        browser.Verify();
    }

    // The reply as well as the state: a number that was used twice would bring an old reply, and change nothing.
    private static async Task AddAsync(IPage page, int sum)
    {
        await Assertions.Expect(page.Locator("#count")).ToHaveTextAsync($"{sum - 1}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await Assertions.Expect(page.Locator("#replied")).ToHaveTextAsync($"{sum}");
        await Assertions.Expect(page.Locator("#count")).ToHaveTextAsync($"{sum}");
    }
}
