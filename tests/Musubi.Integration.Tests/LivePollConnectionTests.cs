using Microsoft.Playwright;
using Musubi.Integration.Tests.Browsers;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Browsers;

namespace Musubi.Integration.Tests;

/// <summary>Pages whose connection goes, and comes back.</summary>
[Collection(nameof(TestBrowser))]
public sealed class LivePollConnectionTests(LivePollServer server) : ServerTest<LivePollServer>(server), IClassFixture<LivePollServer>
{
    [Fact]
    public async Task Server_KilledAndStartedAgain_PagesGoOnWhereTheyWere()
    {
        await using var browser = await TestBrowser.LaunchAsync(Server.Address, losesConnections: true);
        await using var oneVoter = await browser.NewUserAsync();
        await using var anotherVoter = await browser.NewUserAsync();
        var frames = PageFrames.Of(anotherVoter, "Half a comm");
        var dashboard = await browser.OpenAsync(oneVoter);
        var card = dashboard.GetByRole(AriaRole.Link, new() { Name = "Tabs or spaces?" });
        var room = await browser.OpenPollAsync(anotherVoter, "Tabs or spaces?");
        await room.Option("Spaces").ClickAsync();
        await Assertions.Expect(card).ToContainTextAsync("1 vote");
        await room.CommentAsync("Said before.");
        await room.Draft().FillAsync("Half a comm");
        await frames.FoundAsync();

        await Server.KillAsync();
        await Assertions.Expect(dashboard.ConnectionStatus()).ToHaveTextAsync("Reconnecting…");
        await Assertions.Expect(card).ToContainTextAsync("1 vote");
        await Assertions.Expect(room.Option("Spaces")).ToHaveAttributeAsync("aria-pressed", "true");
        await room.Option("Tabs").ClickAsync();

        await Server.StartAsync();
        await Assertions.Expect(room.ConnectionStatus()).ToHaveTextAsync("Live");
        await Assertions.Expect(room.Option("Tabs")).ToHaveAttributeAsync("aria-pressed", "true");
        await Assertions.Expect(room.Option("Tabs")).ToContainTextAsync("1 vote");
        await Assertions.Expect(room.Option("Spaces")).ToContainTextAsync("0 votes");
        await Assertions.Expect(room.Draft()).ToHaveValueAsync("Half a comm");
        await Assertions.Expect(dashboard.ConnectionStatus()).ToHaveTextAsync("Live");
        await Assertions.Expect(card).ToContainTextAsync("1 vote");

        // The draft is the store's, and not this document's alone.
        await room.ReloadAsync();
        await Assertions.Expect(room.Draft()).ToHaveValueAsync("Half a comm");
        Assert.Equal([true, true], frames.ReturnsTo("PollRoom"));

        await room.CommentAsync("Half a comment, and the rest.");
        await Assertions.Expect(room.Draft()).ToHaveValueAsync("");
        await Assertions.Expect(room.Comments()).ToContainTextAsync(["Half a comment, and the rest.", "Said before."]);

        browser.Verify();
    }

    [Fact]
    public async Task Page_LeftAndReturnedTo_IsLiveAgain()
    {
        await using var browser = await TestBrowser.LaunchAsync(Server.Address, backForwardCache: true);
        await using var oneVoter = await browser.NewUserAsync();
        await using var anotherVoter = await browser.NewUserAsync();
        var page = await browser.OpenPollAsync(oneVoter, "How do you take your coffee?");
        var elsewhere = await TestBrowser.OpenAsync(anotherVoter, page.Url);
        await Assertions.Expect(elsewhere.GetByText("2 here")).ToBeVisibleAsync();
        await page.EvaluateAsync("addEventListener('pageshow', ({ persisted }) => (window.wasKept = persisted))");

        await page.GotoAsync("about:blank");
        await Assertions.Expect(elsewhere.GetByText("Only you here")).ToBeVisibleAsync();
        await elsewhere.Option("Filter").ClickAsync();
        await Assertions.Expect(elsewhere.Option("Filter")).ToContainTextAsync("1 vote");
        await page.GoBackAsync(new() { WaitUntil = WaitUntilState.Commit });

        // The same page as before, and not one that was loaded again.
        await page.WaitForFunctionAsync("window.wasKept");
        await Assertions.Expect(page.ConnectionStatus()).ToHaveTextAsync("Live");
        await Assertions.Expect(page.Option("Filter")).ToContainTextAsync("1 vote");
        await Assertions.Expect(elsewhere.GetByText("2 here")).ToBeVisibleAsync();
        await page.Option("Filter").ClickAsync();
        await Assertions.Expect(elsewhere.Option("Filter")).ToContainTextAsync("2 votes");

        browser.Verify();
    }

    [Fact]
    public async Task Browser_OfflineAndOnlineAgain_SaysSoAndCatchesUp()
    {
        await using var browser = await TestBrowser.LaunchAsync(Server.Address, losesConnections: true);
        await using var oneVoter = await browser.NewUserAsync();
        await using var anotherVoter = await browser.NewUserAsync();
        var page = await browser.OpenPollAsync(oneVoter, "Where should the team meet this autumn?");
        var elsewhere = await TestBrowser.OpenAsync(anotherVoter, page.Url);
        await Assertions.Expect(page.ConnectionStatus()).ToHaveTextAsync("Live");

        await oneVoter.SetOfflineAsync(true);
        await Assertions.Expect(page.ConnectionStatus()).ToHaveTextAsync("Offline");
        await elsewhere.Option("Lisbon").ClickAsync();
        await Assertions.Expect(elsewhere.Option("Lisbon")).ToContainTextAsync("1 vote");
        await Assertions.Expect(page.Option("Lisbon")).ToContainTextAsync("0 votes");

        // What is asked for meanwhile waits.
        await page.Option("Kyoto").ClickAsync();
        await oneVoter.SetOfflineAsync(false);
        await Assertions.Expect(page.ConnectionStatus()).ToHaveTextAsync("Live");
        await Assertions.Expect(page.Option("Lisbon")).ToContainTextAsync("1 vote");
        await Assertions.Expect(elsewhere.Option("Kyoto")).ToContainTextAsync("1 vote");

        browser.Verify();
    }
}
