using System.Text;
using Microsoft.Playwright;
using Musubi.Integration.Tests.Browsers;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Browsers;

namespace Musubi.Integration.Tests;

/// <summary>A picture's way from one browser, by the gateway and a command, to another.</summary>
[Collection(nameof(TestBrowser))]
public sealed class LivePollUploadTests(LivePollServer server) : ServerTest<LivePollServer>(server), IClassFixture<LivePollServer>
{
    private const string Question = "Tabs or spaces?";

    /// <summary>One pixel, and more bytes than fit into a few chunks: what follows a picture's end is not looked at.</summary>
    private static readonly byte[] Picture =
    [
        .. Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="),
        .. new byte[320_000],
    ];

    [Fact]
    public async Task Picture_WithAComment_ShowsItsProgressAndThenInEveryPage()
    {
        await using var browser = await TestBrowser.LaunchAsync(Server.Address);
        await using var author = await browser.NewUserAsync();
        await using var reader = await browser.NewUserAsync();
        var page = await author.NewPageAsync();
        var gate = await ChunkGate.CloseAsync(page, after: 3);
        await page.GotoAsync((await browser.OpenPollAsync(reader, Question)).Url);
        var elsewhere = reader.Pages[0];

        await page.ChoosePictureAsync("pixel.png", Picture);
        await Assertions.Expect(page.GetByRole(AriaRole.Progressbar, new() { Name = "Sending pixel.png" })).ToHaveAttributeAsync("value", "59");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Post" })).ToBeDisabledAsync();
        gate.Open();
        await Assertions.Expect(page.GetByText("Goes with your comment")).ToBeVisibleAsync();
        await page.CommentAsync("One pixel says it all.");

        var picture = elsewhere.GetByAltText("Picture by");
        await Assertions.Expect(picture).ToHaveJSPropertyAsync("naturalWidth", 1);
        var served = await elsewhere.APIRequest.GetAsync(new Uri(Server.Address, await picture.GetAttributeAsync("src")).ToString());
        Assert.Equal("image/png", served.Headers["content-type"]);
        Assert.Equal("nosniff", served.Headers["x-content-type-options"]);
        Assert.Equal(Picture, await served.BodyAsync());

        // It goes with the comment.
        await page.DeleteButtons().First.ClickAsync();
        await Assertions.Expect(picture).ToHaveCountAsync(0);
        Assert.Equal(404, (await elsewhere.APIRequest.GetAsync(served.Url)).Status);

        browser.Verify();
    }

    [Fact]
    public async Task Picture_TakenBackOnItsWay_LeavesRoomForAnother()
    {
        await using var browser = await TestBrowser.LaunchAsync(Server.Address);
        await using var author = await browser.NewUserAsync();
        var page = await author.NewPageAsync();
        var gate = await ChunkGate.CloseAsync(page, after: 2);
        await page.GotoAsync(Server.Address.ToString());
        await page.GetByRole(AriaRole.Link, new() { Name = Question }).ClickAsync();

        await page.ChoosePictureAsync("pixel.png", Picture);
        await Assertions.Expect(page.GetByRole(AriaRole.Progressbar)).ToHaveAttributeAsync("value", "39");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove pixel.png" }).ClickAsync();
        await Assertions.Expect(page.GetByText("pixel.png")).ToBeHiddenAsync();

        gate.Open();
        await page.ChoosePictureAsync("another.png", Picture);
        await Assertions.Expect(page.GetByText("Goes with your comment")).ToBeVisibleAsync();

        browser.Verify();
    }

    [Fact]
    public async Task Picture_ThatIsTooLargeOrNone_IsRefusedInWords()
    {
        await using var browser = await TestBrowser.LaunchAsync(Server.Address);
        await using var author = await browser.NewUserAsync();
        var page = await browser.OpenPollAsync(author, Question);

        await page.ChoosePictureAsync("large.png", new byte[2_000_001]);
        await Assertions.Expect(page.GetByText("That picture is too large: 2 MB at most.")).ToBeVisibleAsync();

        await page.ChoosePictureAsync("page.html", Picture);
        await Assertions.Expect(page.GetByText("Choose a PNG, JPEG, GIF or WebP picture.")).ToBeVisibleAsync();

        // A name is no proof.
        await page.ChoosePictureAsync("script.png", Encoding.UTF8.GetBytes("<script>alert(1)</script>"));
        await Assertions.Expect(page.GetByText("Goes with your comment")).ToBeVisibleAsync();
        await page.GetByLabel("Your comment", new() { Exact = true }).FillAsync("Look at this.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Post" }).ClickAsync();
        await Assertions.Expect(page.GetByText("That file is not a picture.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("script.png")).ToBeHiddenAsync();

        browser.Verify();
    }

    [Fact]
    public async Task Picture_FinishedAndThenLostWithItsServer_IsSaidNotToBeSent()
    {
        await using var browser = await TestBrowser.LaunchAsync(Server.Address, losesConnections: true);
        await using var author = await browser.NewUserAsync();
        var page = await browser.OpenPollAsync(author, Question);
        await page.ChoosePictureAsync("pixel.png", Picture);
        await Assertions.Expect(page.GetByText("Goes with your comment")).ToBeVisibleAsync();

        await Server.KillAsync();
        await Assertions.Expect(page.ConnectionStatus()).ToHaveTextAsync("Reconnecting…");
        await Server.StartAsync();
        await Assertions.Expect(page.ConnectionStatus()).ToHaveTextAsync("Live");
        // The room is there, and the file is not.
        await Assertions.Expect(page.GetByText("The picture could not be sent. Please try again.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Not sent")).ToBeVisibleAsync();

        // And it can be chosen again.
        await page.ChoosePictureAsync("another.png", Picture);
        await Assertions.Expect(page.GetByText("Goes with your comment")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("The picture could not be sent.")).ToBeHiddenAsync();

        browser.Verify();
    }
}
