using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Musubi.Integration.Tests.Browsers;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit;

namespace Musubi.Integration.Tests;

/// <summary>The whole path, from a click in one browser to what another shows.</summary>
public sealed partial class LivePollTests(LivePollServer server) : ServerTest<LivePollServer>(server), IClassFixture<LivePollServer>
{
    [Fact]
    public async Task Vote_InOneTab_ShowsInTheOther()
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await BrowserFinder.LaunchAsync(playwright);
        var problems = new List<string>();
        await using var oneVoter = await NewContextAsync(browser);
        await using var anotherVoter = await NewContextAsync(browser);

        // Two tabs of one voter, and one of another.
        var tab = await OpenPollAsync(oneVoter, problems);
        var secondTab = await OpenAsync(oneVoter, tab.Url, problems);
        var elsewhere = await OpenAsync(anotherVoter, tab.Url, problems);
        await Option(tab).ClickAsync();

        foreach (var page in (IPage[])[tab, secondTab, elsewhere])
        {
            await Assertions.Expect(Option(page)).ToContainTextAsync("1 vote");
        }

        await Assertions.Expect(Option(secondTab)).ToHaveAttributeAsync("aria-pressed", "true");
        await Assertions.Expect(Option(elsewhere)).ToHaveAttributeAsync("aria-pressed", "false");
        await Option(elsewhere).ClickAsync();
        await Assertions.Expect(Option(tab)).ToContainTextAsync("2 votes");

        Assert.Empty(problems);
    }

    private static async Task<IBrowserContext> NewContextAsync(IBrowser browser)
    {
        var context = await browser.NewContextAsync();
        context.SetDefaultTimeout((float)Patience.Limit.TotalMilliseconds);
        return context;
    }

    private async Task<IPage> OpenPollAsync(IBrowserContext context, List<string> problems)
    {
        var page = await OpenAsync(context, Server.Address.ToString(), problems);
        await page.GetByRole(AriaRole.Link, new() { NameRegex = Question }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { NameRegex = Question })).ToBeVisibleAsync();
        return page;
    }

    private static async Task<IPage> OpenAsync(IBrowserContext context, string url, List<string> problems)
    {
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => problems.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                problems.Add(message.Text);
            }
        };
        await page.GotoAsync(url);
        return page;
    }

    private static ILocator Option(IPage page) => page.GetByRole(AriaRole.Button, new() { NameRegex = Choice });

    [GeneratedRegex("Tabs or spaces")]
    private static partial Regex Question { get; }

    [GeneratedRegex("^Tabs")]
    private static partial Regex Choice { get; }
}
