using Microsoft.Playwright;
using Musubi.Integration.Tests.Browsers;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit;

namespace Musubi.Integration.Tests;

/// <summary>The whole path, from a click in one browser to what another shows.</summary>
public sealed class LivePollTests(LivePollServer server) : ServerTest<LivePollServer>(server), IClassFixture<LivePollServer>
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
        var tab = await OpenPollAsync(oneVoter, problems, "Tabs or spaces?");
        var secondTab = await OpenAsync(oneVoter, tab.Url, problems);
        var elsewhere = await OpenAsync(anotherVoter, tab.Url, problems);
        await Option(tab, "Tabs").ClickAsync();

        foreach (var page in (IPage[])[tab, secondTab, elsewhere])
        {
            await Assertions.Expect(Option(page, "Tabs")).ToContainTextAsync("1 vote");
        }

        await Assertions.Expect(Option(secondTab, "Tabs")).ToHaveAttributeAsync("aria-pressed", "true");
        await Assertions.Expect(Option(elsewhere, "Tabs")).ToHaveAttributeAsync("aria-pressed", "false");
        await Option(elsewhere, "Tabs").ClickAsync();
        await Assertions.Expect(Option(tab, "Tabs")).ToContainTextAsync("2 votes");

        Assert.Empty(problems);
    }

    [Fact]
    public async Task Comment_InOnePage_ComesAndGoesInTheOther()
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await BrowserFinder.LaunchAsync(playwright);
        var problems = new List<string>();
        await using var author = await NewContextAsync(browser);
        await using var reader = await NewContextAsync(browser);
        var page = await OpenPollAsync(author, problems, "Tabs or spaces?");
        var elsewhere = await OpenAsync(reader, page.Url, problems);
        await Assertions.Expect(elsewhere.GetByText("No comments yet")).ToBeVisibleAsync();

        await CommentAsync(page, "  <b>Tabs</b>, of course ");
        await CommentAsync(page, "Or spaces.");
        await Assertions.Expect(Comments(elsewhere)).ToContainTextAsync(["Or spaces.", "<b>Tabs</b>, of course"]);
        await Assertions.Expect(elsewhere.GetByText("No comments yet")).ToBeHiddenAsync();

        await elsewhere.ReloadAsync();
        await Assertions.Expect(Comments(elsewhere)).ToContainTextAsync(["Or spaces.", "<b>Tabs</b>, of course"]);
        await Assertions.Expect(DeleteButtons(elsewhere)).ToHaveCountAsync(0);

        await DeleteButtons(page).First.ClickAsync();
        await Assertions.Expect(Comments(elsewhere)).ToContainTextAsync(["<b>Tabs</b>, of course"]);
        await Assertions.Expect(Comments(page)).ToContainTextAsync(["<b>Tabs</b>, of course"]);

        Assert.Empty(problems);
    }

    [Fact]
    public async Task Vote_ThatTakesTheLead_IsSaidOnceInEveryPage()
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await BrowserFinder.LaunchAsync(playwright);
        var problems = new List<string>();
        await using var oneVoter = await NewContextAsync(browser);
        await using var anotherVoter = await NewContextAsync(browser);
        var page = await OpenPollAsync(oneVoter, problems, "How do you take your coffee?");
        var elsewhere = await OpenAsync(anotherVoter, page.Url, problems);
        await Assertions.Expect(Option(elsewhere, "Espresso")).ToBeVisibleAsync();

        await StopClockAsync(page);
        await StopClockAsync(elsewhere);

        await Option(page, "Espresso").ClickAsync();
        foreach (var each in (IPage[])[page, elsewhere])
        {
            await Assertions.Expect(Toast(each)).ToHaveTextAsync("Espresso takes the lead");
            await each.Clock.RunForAsync("00:10");
            await Assertions.Expect(Toast(each)).ToBeEmptyAsync();
        }

        // It stays ahead, which is no news.
        await Option(elsewhere, "Espresso").ClickAsync();
        await Assertions.Expect(Option(page, "Espresso")).ToContainTextAsync("2 votes");
        await Assertions.Expect(Toast(page)).ToBeEmptyAsync();

        Assert.Empty(problems);
    }

    [Fact]
    public async Task Wall_WhileOthersVoteAndTalk_ShowsIt()
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await BrowserFinder.LaunchAsync(playwright);
        var problems = new List<string>();
        await using var voter = await NewContextAsync(browser);
        var page = await OpenPollAsync(voter, problems, "Where should the team meet this autumn?");
        var wall = await voter.RunAndWaitForPageAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Big screen" }).ClickAsync());
        await Assertions.Expect(wall.GetByRole(AriaRole.Heading, new() { Name = "Where should the team meet this autumn?" })).ToBeVisibleAsync();
        await StopClockAsync(wall);

        await Option(page, "Kyoto").ClickAsync();
        await CommentAsync(page, "In May, for the azaleas.");

        await Assertions.Expect(wall.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Kyoto" })).ToContainTextAsync("1 vote");
        await Assertions.Expect(wall.GetByText("Kyoto takes the lead")).ToBeVisibleAsync();
        await Assertions.Expect(Comments(wall)).ToContainTextAsync(["In May, for the azaleas."]);

        Assert.Empty(problems);
    }

    private static async Task<IBrowserContext> NewContextAsync(IBrowser browser)
    {
        var context = await browser.NewContextAsync();
        context.SetDefaultTimeout((float)Patience.Limit.TotalMilliseconds);
        Assertions.SetDefaultExpectTimeout((float)Patience.Limit.TotalMilliseconds);
        return context;
    }

    private async Task<IPage> OpenPollAsync(IBrowserContext context, List<string> problems, string question)
    {
        var page = await OpenAsync(context, Server.Address.ToString(), problems);
        await page.GetByRole(AriaRole.Link, new() { Name = question }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = question })).ToBeVisibleAsync();
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

    /// <summary>A toast stays for as long as the page's clock stands, however slow the machine.</summary>
    private static async Task StopClockAsync(IPage page)
    {
        await page.Clock.InstallAsync();
        await page.Clock.PauseAtAsync(DateTime.UnixEpoch.AddYears(100));
    }

    private static async Task CommentAsync(IPage page, string text)
    {
        await page.GetByLabel("Your comment", new() { Exact = true }).FillAsync(text);
        await page.GetByRole(AriaRole.Button, new() { Name = "Post" }).ClickAsync();
        await Assertions.Expect(Comments(page).First).ToContainTextAsync(text.Trim());
    }

    private static ILocator Option(IPage page, string label) =>
        page.GetByRole(AriaRole.Button).Filter(new() { Has = page.GetByText(label, new() { Exact = true }) });

    private static ILocator Comments(IPage page) => page.GetByRole(AriaRole.List, new() { Name = "Comments" }).GetByRole(AriaRole.Listitem);

    private static ILocator DeleteButtons(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Delete your comment" });

    private static ILocator Toast(IPage page) => page.Locator(".toast");
}
