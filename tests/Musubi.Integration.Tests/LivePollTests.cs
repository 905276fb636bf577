using Microsoft.Playwright;
using Musubi.Integration.Tests.Browsers;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Browsers;

namespace Musubi.Integration.Tests;

/// <summary>The whole path, from a click in one browser to what another shows.</summary>
[Collection(nameof(TestBrowser))]
public sealed class LivePollTests(LivePollServer server) : ServerTest<LivePollServer>(server), IClassFixture<LivePollServer>
{
    [Fact]
    public async Task Vote_InOneTab_ShowsInTheOther()
    {
        await using var browser = await TestBrowser.LaunchAsync(Server.Address);
        await using var oneVoter = await browser.NewUserAsync();
        await using var anotherVoter = await browser.NewUserAsync();

        // Two tabs of one voter, and one of another.
        var tab = await browser.OpenPollAsync(oneVoter, "Tabs or spaces?");
        var secondTab = await TestBrowser.OpenAsync(oneVoter, tab.Url);
        var elsewhere = await TestBrowser.OpenAsync(anotherVoter, tab.Url);
        await tab.Option("Tabs").ClickAsync();

        foreach (var page in (IPage[])[tab, secondTab, elsewhere])
        {
            await Assertions.Expect(page.Option("Tabs")).ToContainTextAsync("1 vote");
        }

        await Assertions.Expect(secondTab.Option("Tabs")).ToHaveAttributeAsync("aria-pressed", "true");
        await Assertions.Expect(elsewhere.Option("Tabs")).ToHaveAttributeAsync("aria-pressed", "false");
        await elsewhere.Option("Tabs").ClickAsync();
        await Assertions.Expect(tab.Option("Tabs")).ToContainTextAsync("2 votes");

        browser.Verify();
    }

    [Fact]
    public async Task Comment_InOnePage_ComesAndGoesInTheOther()
    {
        await using var browser = await TestBrowser.LaunchAsync(Server.Address);
        await using var author = await browser.NewUserAsync();
        await using var reader = await browser.NewUserAsync();
        var page = await browser.OpenPollAsync(author, "Tabs or spaces?");
        var elsewhere = await TestBrowser.OpenAsync(reader, page.Url);
        await Assertions.Expect(elsewhere.GetByText("No comments yet")).ToBeVisibleAsync();

        await page.CommentAsync("  <b>Tabs</b>, of course ");
        await page.CommentAsync("Or spaces.");
        await Assertions.Expect(elsewhere.Comments()).ToContainTextAsync(["Or spaces.", "<b>Tabs</b>, of course"]);
        await Assertions.Expect(elsewhere.GetByText("No comments yet")).ToBeHiddenAsync();

        await elsewhere.ReloadAsync();
        await Assertions.Expect(elsewhere.Comments()).ToContainTextAsync(["Or spaces.", "<b>Tabs</b>, of course"]);
        await Assertions.Expect(elsewhere.DeleteButtons()).ToHaveCountAsync(0);

        await page.DeleteButtons().First.ClickAsync();
        await Assertions.Expect(elsewhere.Comments()).ToContainTextAsync(["<b>Tabs</b>, of course"]);
        await Assertions.Expect(page.Comments()).ToContainTextAsync(["<b>Tabs</b>, of course"]);

        browser.Verify();
    }

    [Fact]
    public async Task Vote_ThatTakesTheLead_IsSaidOnceInEveryPage()
    {
        await using var browser = await TestBrowser.LaunchAsync(Server.Address);
        await using var oneVoter = await browser.NewUserAsync();
        await using var anotherVoter = await browser.NewUserAsync();
        var page = await browser.OpenPollAsync(oneVoter, "How do you take your coffee?");
        var elsewhere = await TestBrowser.OpenAsync(anotherVoter, page.Url);
        await Assertions.Expect(elsewhere.Option("Espresso")).ToBeVisibleAsync();
        await page.StopClockAsync();
        await elsewhere.StopClockAsync();

        await page.Option("Espresso").ClickAsync();
        foreach (var each in (IPage[])[page, elsewhere])
        {
            await Assertions.Expect(each.Toast()).ToHaveTextAsync("Espresso takes the lead");
            await each.Clock.RunForAsync("00:10");
            await Assertions.Expect(each.Toast()).ToBeEmptyAsync();
        }

        // It stays ahead, which is no news.
        await elsewhere.Option("Espresso").ClickAsync();
        await Assertions.Expect(page.Option("Espresso")).ToContainTextAsync("2 votes");
        await Assertions.Expect(page.Toast()).ToBeEmptyAsync();

        browser.Verify();
    }

    [Fact]
    public async Task Wall_WhileOthersVoteAndTalk_ShowsIt()
    {
        await using var browser = await TestBrowser.LaunchAsync(Server.Address);
        await using var voter = await browser.NewUserAsync();
        var page = await browser.OpenPollAsync(voter, "Where should the team meet this autumn?");
        var wall = await voter.RunAndWaitForPageAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Big screen" }).ClickAsync());
        await Assertions.Expect(wall.GetByRole(AriaRole.Heading, new() { Name = "Where should the team meet this autumn?" })).ToBeVisibleAsync();
        await wall.StopClockAsync();

        await page.Option("Kyoto").ClickAsync();
        await page.CommentAsync("In May, for the azaleas.");

        await Assertions.Expect(wall.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Kyoto" })).ToContainTextAsync("1 vote");
        await Assertions.Expect(wall.GetByText("Kyoto takes the lead")).ToBeVisibleAsync();
        await Assertions.Expect(wall.Comments()).ToContainTextAsync(["In May, for the azaleas."]);

        browser.Verify();
    }
    [Fact]
    public async Task Wall_RefusedAtFirst_SaysSoAndTriesAgain()
    {
        await using var browser = await TestBrowser.LaunchAsync(Server.Address);
        await using var voter = await browser.NewUserAsync();
        var page = await browser.OpenPollAsync(voter, "Tabs or spaces?");
        var wall = await voter.NewPageAsync();
        await wall.Clock.InstallAsync();
        var guard = await JoinGuard.PostAsync(wall);
        await wall.GotoAsync($"{Server.Address}wall/{page.Url.Split('/')[^1]}");
        await Assertions.Expect(wall.GetByText("Loading…")).ToBeVisibleAsync();

        guard.Refuse();
        await Assertions.Expect(wall.GetByText("This poll cannot be shown right now. Trying again…")).ToBeVisibleAsync();

        guard.LetPass();
        await wall.Clock.RunForAsync("00:05");
        await Assertions.Expect(wall.GetByRole(AriaRole.Heading, new() { Name = "Tabs or spaces?" })).ToBeVisibleAsync();

        browser.Verify();
    }
}
