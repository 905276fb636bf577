using Microsoft.Playwright;
using Musubi.Integration.Tests.Browsers;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Browsers;

namespace Musubi.Integration.Tests;

/// <summary>Pages of a silo and a gateway of which one is killed, and started again.</summary>
[Collection(nameof(TestBrowser))]
public sealed class LivePollProcessTests(SplitLivePollServer server) : ServerTest<SplitLivePollServer>(server), IClassFixture<SplitLivePollServer>
{
    [Fact]
    public async Task Gateway_KilledAndStartedAgain_PageGoesOn()
    {
        await using var browser = await TestBrowser.LaunchAsync(Server.Address, losesConnections: true);
        await using var voter = await browser.NewUserAsync();
        var frames = PageFrames.Of(voter, "Half a comm");
        var page = await browser.OpenPollAsync(voter, "Tabs or spaces?");
        await page.Option("Spaces").ClickAsync();
        await Assertions.Expect(page.Option("Spaces")).ToContainTextAsync("1 vote");
        await page.Draft().FillAsync("Half a comm");
        await frames.FoundAsync();

        await Server.KillGatewayAsync();
        await Assertions.Expect(page.ConnectionStatus()).ToHaveTextAsync("Reconnecting…");
        await Assertions.Expect(page.Option("Spaces")).ToContainTextAsync("1 vote");
        await page.Option("Tabs").ClickAsync();
        await Server.StartGatewayAsync();

        await Assertions.Expect(page.ConnectionStatus()).ToHaveTextAsync("Live");
        await Assertions.Expect(page.Option("Tabs")).ToContainTextAsync("1 vote");
        await Assertions.Expect(page.Option("Spaces")).ToContainTextAsync("0 votes");
        await page.ReloadAsync();
        await Assertions.Expect(page.Draft()).ToHaveValueAsync("Half a comm");
        Assert.Equal([true, true], frames.ReturnsTo("PollRoom"));
        browser.Verify();
    }

    [Fact]
    public async Task Silo_KilledAndStartedAgain_PageGoesOnWithoutALostSocket()
    {
        await using var browser = await TestBrowser.LaunchAsync(Server.Address);
        await using var voter = await browser.NewUserAsync();
        var frames = PageFrames.Of(voter, "Half a comm");
        var page = await browser.OpenPollAsync(voter, "How do you take your coffee?");
        await page.Option("Filter").ClickAsync();
        await Assertions.Expect(page.Option("Filter")).ToContainTextAsync("1 vote");
        await page.Draft().FillAsync("Half a comm");
        await frames.FoundAsync();

        await Server.KillSiloAsync();
        await page.Option("Espresso").ClickAsync();
        await Server.StartSiloAsync();

        await Assertions.Expect(page.Option("Espresso")).ToContainTextAsync("1 vote");
        await Assertions.Expect(page.Option("Filter")).ToContainTextAsync("0 votes");
        await Assertions.Expect(page.ConnectionStatus()).ToHaveTextAsync("Live");
        await page.ReloadAsync();
        await Assertions.Expect(page.Draft()).ToHaveValueAsync("Half a comm");
        Assert.DoesNotContain(false, frames.ReturnsTo("PollRoom"));
        browser.Verify();
    }
}
