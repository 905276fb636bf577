using Microsoft.Playwright;
using Musubi.TestKit.Browsers;

namespace Musubi.Integration.Tests.Browsers;

/// <summary>What a user sees of a poll, and does there.</summary>
internal static class PollPage
{
    /// <summary>Opens a poll as a user does: from the dashboard.</summary>
    public static async Task<IPage> OpenPollAsync(this TestBrowser browser, IBrowserContext user, string question)
    {
        var page = await browser.OpenAsync(user);
        await page.GetByRole(AriaRole.Link, new() { Name = question }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = question })).ToBeVisibleAsync();
        return page;
    }

    public static ILocator Option(this IPage page, string label) =>
        page.GetByRole(AriaRole.Button).Filter(new() { Has = page.GetByText(label, new() { Exact = true }) });

    /// <summary>The field for the next comment.</summary>
    public static ILocator Draft(this IPage page) => page.GetByLabel("Your comment", new() { Exact = true });

    public static ILocator Comments(this IPage page) => page.GetByRole(AriaRole.List, new() { Name = "Comments" }).GetByRole(AriaRole.Listitem);

    public static ILocator DeleteButtons(this IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Delete your comment" });

    public static ILocator Toast(this IPage page) => page.Locator(".toast");

    public static ILocator ConnectionStatus(this IPage page) => page.Locator(".status");

    public static async Task CommentAsync(this IPage page, string text)
    {
        await page.Draft().FillAsync(text);
        await page.GetByRole(AriaRole.Button, new() { Name = "Post" }).ClickAsync();
        await Assertions.Expect(page.Comments().First).ToContainTextAsync(text.Trim());
    }

    /// <summary>A toast stays for as long as the page's clock stands, however slow the machine.</summary>
    public static async Task StopClockAsync(this IPage page)
    {
        await page.Clock.InstallAsync();
        await page.Clock.PauseAtAsync(DateTime.UnixEpoch.AddYears(100));
    }

    public static Task ChoosePictureAsync(this IPage page, string name, byte[] bytes) =>
        page.GetByLabel("Add a picture").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "image/png", Buffer = bytes });
}
