using Microsoft.Playwright;
using Musubi.TestKit;
using Musubi.TestKit.Browsers;
using Musubi.TestKit.Phoenix;

namespace Musubi.Inspector.Tests.Pages;

/// <summary>The page as an operator uses it: find a user's page, look into it, end it.</summary>
public sealed class InspectorPageTests(InspectorServer server) : IClassFixture<InspectorServer>
{
    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Operator_FindsAUsersPage_SeesWhatItDoes_AndEndsIt()
    {
        await using var ada = await PhoenixClient.ConnectAsync(server.Address, CancellationToken, ("user", "ada"));
        await using var bob = await PhoenixClient.ConnectAsync(server.Address, CancellationToken, ("user", "bob"));
        var basket = await MountedRoot.MountAsync(ada, "Basket", "weekly");
        await MountedRoot.MountAsync(bob, "Basket", "party");
        await using var browser = await TestBrowser.LaunchAsync(server.Address);
        await using var user = await browser.NewUserAsync();
        await user.APIRequest.GetAsync(new Uri(server.Address, "login?name=grace").ToString());
        var page = await TestBrowser.OpenAsync(user, new Uri(server.Address, "musubi").ToString());

        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Basket:party" })).ToBeVisibleAsync();
        await page.GetByLabel("Search by user").FillAsync("ADA");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Basket:party" })).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Basket:weekly" }).ClickAsync();
        var panel = page.GetByRole(AriaRole.Region, new() { Name = "Basket:weekly" });
        await Assertions.Expect(panel.GetByText("redacted")).ToBeVisibleAsync();
        await Assertions.Expect(panel.GetByText("s3cret")).ToBeHiddenAsync();

        await basket.CommandAsync("add", new { thing = "jam" });
        await basket.UntilAsync(static state => state.ToJsonString().Contains("jam", StringComparison.Ordinal));
        await Assertions.Expect(panel.GetByRole(AriaRole.Cell, new() { Name = "command add" })).ToBeVisibleAsync();
        await Assertions.Expect(panel.GetByLabel("State", new() { Exact = true })).ToContainTextAsync("\"label\": \"jam\"");
        await PictureAsync(page);

        await panel.GetByRole(AriaRole.Button, new() { Name = "Unmount…" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Unmount" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This root is not there" })).ToBeVisibleAsync();
        await basket.Channel.ExpectAsync("phx_error");
        Assert.Contains(server.Lines, static line => line.StartsWith("Information Operator 'grace' unmounts a root 'Basket'", StringComparison.Ordinal));

        browser.Verify();
    }

    [Fact]
    public async Task Operator_Disconnects_AndTheClientsSocketEnds()
    {
        await using var eve = await PhoenixClient.ConnectAsync(server.Address, CancellationToken, ("user", "eve"));
        var root = new ResumableRoot("Basket", "resumable");
        await root.JoinAsync(eve);
        await using var browser = await TestBrowser.LaunchAsync(server.Address);
        await using var user = await browser.NewUserAsync();
        await user.APIRequest.GetAsync(new Uri(server.Address, "login?name=grace").ToString());
        var page = await TestBrowser.OpenAsync(user, new Uri(server.Address, "musubi").ToString());

        await page.GetByRole(AriaRole.Button, new() { Name = "Basket:resumable" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Disconnect…" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();

        Assert.Equal(System.Net.WebSockets.WebSocketCloseStatus.EndpointUnavailable, (await eve.EndAsync()).Status);
        await Assertions.Expect(page.GetByText("none: it waits for its client")).ToBeVisibleAsync();
        Assert.Contains(server.Lines, static line => line.StartsWith("Information Operator 'grace' disconnects the socket", StringComparison.Ordinal));

        browser.Verify();
    }

    // The pictures in the docs: MUSUBI_WRITE=1 takes them anew.
    private static async Task PictureAsync(IPage page)
    {
        foreach (var (name, width, height) in ((string, int, int)[])[("narrow", 360, 800), ("wide", 1280, 800)])
        {
            await page.SetViewportSizeAsync(width, height);
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Basket:weekly" })).ToBeVisibleAsync();
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"The page is wider than {width} pixels.");
            if (Environment.GetEnvironmentVariable("MUSUBI_WRITE") == "1")
            {
                await page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Root, "docs", $"inspector-{name}.png") });
            }
        }
    }
}
