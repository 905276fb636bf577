using Microsoft.Playwright;
using Musubi.Integration.Tests.Browsers;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Browsers;
using Musubi.TestKit.Network;

namespace Musubi.Integration.Tests;

/// <summary>Pages behind a network that loses what they send, or what they are sent.</summary>
[Collection(nameof(TestBrowser))]
public sealed class LivePollNetworkTests(LivePollServer server) : ServerTest<LivePollServer>(server), IClassFixture<LivePollServer>
{
    [Fact]
    public async Task Vote_WhoseAnswerIsLost_IsRunOnce()
    {
        await using var link = new BreakableLink(Server.Address);
        await using var browser = await TestBrowser.LaunchAsync(link.Address, losesConnections: true);
        await using var voter = await browser.NewUserAsync();
        // One user at two addresses, each of which has a storage of its own; the empty page that a tab begins with has none.
        await voter.AddInitScriptAsync("if (location.protocol === 'http:') localStorage.setItem('user_id', '0123456789abcdef0123456789abcdef')");
        var frames = PageFrames.Of(voter, "Half a comm");
        var page = await browser.OpenPollAsync(voter, "Tabs or spaces?");
        var elsewhere = await TestBrowser.OpenAsync(voter, page.Url.Replace(link.Address.ToString(), Server.Address.ToString(), StringComparison.Ordinal));
        await Assertions.Expect(elsewhere.GetByText("Only you here")).ToBeVisibleAsync();

        link.LoseAnswers();
        await page.Option("Spaces").ClickAsync();
        await Assertions.Expect(elsewhere.Option("Spaces")).ToContainTextAsync("1 vote");
        // The user changes their mind before the page knows. Were the vote run again, it would count once more, and for what they no longer want.
        await elsewhere.Option("Tabs").ClickAsync();
        await Assertions.Expect(elsewhere.Option("Tabs")).ToContainTextAsync("1 vote");
        await Assertions.Expect(page.Option("Spaces")).ToContainClassAsync("pending");
        link.Restore();

        await Assertions.Expect(page.ConnectionStatus()).ToHaveTextAsync("Live");
        await Assertions.Expect(page.Option("Spaces")).Not.ToContainClassAsync("pending");
        // What a second run would have published is there before this is.
        await elsewhere.CommentAsync("Changed my mind.");
        await Assertions.Expect(page.Comments()).ToContainTextAsync(["Changed my mind."]);
        foreach (var each in (IPage[])[page, elsewhere])
        {
            await Assertions.Expect(each.Option("Tabs")).ToContainTextAsync("1 vote");
            await Assertions.Expect(each.Option("Tabs")).ToHaveAttributeAsync("aria-pressed", "true");
            await Assertions.Expect(each.Option("Spaces")).ToContainTextAsync("0 votes");
        }

        Assert.All(frames.ReturnsTo("PollRoom"), static resumed => Assert.True(resumed));
        Assert.NotEmpty(frames.ReturnsTo("PollRoom"));
        browser.Verify();
    }

    [Fact]
    public async Task Network_TakenAwayAndGivenBack_PageGoesOnWithWhatWasDoneMeanwhile()
    {
        await using var link = new BreakableLink(Server.Address);
        await using var browser = await TestBrowser.LaunchAsync(link.Address, losesConnections: true);
        await using var voter = await browser.NewUserAsync();
        await using var another = await browser.NewUserAsync();
        var frames = PageFrames.Of(voter, "Half a comm");
        var page = await browser.OpenPollAsync(voter, "How do you take your coffee?");
        var elsewhere = await TestBrowser.OpenAsync(another, page.Url.Replace(link.Address.ToString(), Server.Address.ToString(), StringComparison.Ordinal));
        await page.Draft().FillAsync("Half a comm");
        await frames.FoundAsync();

        link.Lose();
        await voter.SetOfflineAsync(true);
        await Assertions.Expect(page.ConnectionStatus()).ToHaveTextAsync("Offline");
        await page.Option("Filter").ClickAsync();
        await elsewhere.Option("Espresso").ClickAsync();
        await elsewhere.CommentAsync("While you were away.");
        link.Restore();
        await voter.SetOfflineAsync(false);

        await Assertions.Expect(page.ConnectionStatus()).ToHaveTextAsync("Live");
        await Assertions.Expect(page.Option("Filter")).ToHaveAttributeAsync("aria-pressed", "true");
        foreach (var each in (IPage[])[page, elsewhere])
        {
            await Assertions.Expect(each.Option("Filter")).ToContainTextAsync("1 vote");
            await Assertions.Expect(each.Option("Espresso")).ToContainTextAsync("1 vote");
        }

        await Assertions.Expect(page.Comments()).ToContainTextAsync(["While you were away."]);
        await Assertions.Expect(page.Draft()).ToHaveValueAsync("Half a comm");
        Assert.All(frames.ReturnsTo("PollRoom"), static resumed => Assert.True(resumed));
        Assert.NotEmpty(frames.ReturnsTo("PollRoom"));
        browser.Verify();
    }
}
