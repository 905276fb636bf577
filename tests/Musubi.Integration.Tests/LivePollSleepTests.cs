using Microsoft.Playwright;
using Musubi.Integration.Tests.Browsers;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit;
using Musubi.TestKit.Browsers;
using Musubi.TestKit.Network;

namespace Musubi.Integration.Tests;

/// <summary>Pages that stand still until the server has given them up.</summary>
[Collection(nameof(TestBrowser))]
public sealed class LivePollSleepTests(ImpatientLivePollServer server) : ServerTest<ImpatientLivePollServer>(server), IClassFixture<ImpatientLivePollServer>
{
    [Fact]
    public async Task Laptop_AsleepForLongerThanTheServerWaits_GoesOnWhenItWakes()
    {
        await using var link = new BreakableLink(Server.Address);
        await using var browser = await TestBrowser.LaunchAsync(link.Address, losesConnections: true);
        await using var voter = await browser.NewUserAsync();
        await using var another = await browser.NewUserAsync();
        var frames = PageFrames.Of(voter, "Half a comm");
        var page = await browser.OpenPollAsync(voter, "Where should the team meet this autumn?");
        var elsewhere = await TestBrowser.OpenAsync(another, page.Url.Replace(link.Address.ToString(), Server.Address.ToString(), StringComparison.Ordinal));
        await page.Option("Kyoto").ClickAsync();
        await Assertions.Expect(elsewhere.Option("Kyoto")).ToContainTextAsync("1 vote");
        await page.Draft().FillAsync("Half a comm");
        await frames.FoundAsync();

        var lid = await voter.NewCDPSessionAsync(page);
        await lid.SendAsync("Page.setWebLifecycleState", new() { ["state"] = "frozen" });
        link.Lose();
        await link.GivenUpAsync().WaitAsync(Patience.Limit, CancellationToken);
        await elsewhere.Option("Kyoto").ClickAsync();
        await Assertions.Expect(elsewhere.Option("Kyoto")).ToContainTextAsync("2 votes");
        link.Restore();
        await lid.SendAsync("Page.setWebLifecycleState", new() { ["state"] = "active" });

        await Assertions.Expect(page.Option("Kyoto")).ToContainTextAsync("2 votes");
        await Assertions.Expect(page.ConnectionStatus()).ToHaveTextAsync("Live");
        await Assertions.Expect(page.Draft()).ToHaveValueAsync("Half a comm");
        await page.Option("Lisbon").ClickAsync();
        await Assertions.Expect(elsewhere.Option("Lisbon")).ToContainTextAsync("1 vote");
        Assert.All(frames.ReturnsTo("PollRoom"), static resumed => Assert.True(resumed));
        Assert.NotEmpty(frames.ReturnsTo("PollRoom"));
        browser.Verify();
    }
}
