using System.Net;
using System.Net.WebSockets;
using Microsoft.Playwright;
using Musubi.Integration.Tests.Notes;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Browsers;
using Musubi.TestKit.Phoenix;

namespace Musubi.Integration.Tests;

/// <summary>Who signs out in one tab writes nothing more in another.</summary>
[Collection(nameof(TestBrowser))]
public sealed class SignOutTests(NotesServer server) : ServerTest<NotesServer>(server), IClassFixture<NotesServer>
{
    [Fact]
    public async Task SignOut_InAnotherTab_LeavesThisOneRefusedUntilSomebodySignsIn()
    {
        await using var browser = await TestBrowser.LaunchAsync(Server.Address, losesConnections: true);
        await using var user = await browser.NewUserAsync();
        await SignInAsync(user, "ada");
        var here = await browser.OpenAsync(user);
        var there = await browser.OpenAsync(user);
        await Assertions.Expect(here.Locator("#user")).ToHaveTextAsync("ada");
        await AddAsync(there, "Before.");
        await Assertions.Expect(here.GetByRole(AriaRole.Listitem)).ToHaveTextAsync(["Before."]);

        await here.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(there.Locator("#status")).ToHaveTextAsync("refused");
        await Assertions.Expect(here.Locator("#status")).ToHaveTextAsync("refused");
        await AddAsync(there, "After.");
        await Assertions.Expect(there.Locator("#failure")).ToHaveTextAsync("Refused");
        Assert.Equal(["Before."], await WrittenByAsync("ada"));

        // Whoever comes next writes as themselves.
        await SignInAsync(user, "grace");
        await Assertions.Expect(there.Locator("#status")).ToHaveTextAsync("ready");
        await Assertions.Expect(there.Locator("#user")).ToHaveTextAsync("grace");
        await AddAsync(there, "As somebody else.");
        await Assertions.Expect(there.GetByRole(AriaRole.Listitem)).ToHaveTextAsync(["As somebody else."]);
        Assert.Equal(["As somebody else."], await WrittenByAsync("grace"));
        Assert.Equal(["Before."], await WrittenByAsync("ada"));

        browser.Verify();
    }

    [Fact]
    public async Task SignOut_OfASocket_EndsItAndRefusesItsCookieForAWhile()
    {
        var cookie = await SignInAsync("barbara");
        await using var client = await ConnectAsync(cookie);
        var root = await MountedRoot.MountAsync(client, "Notes", "mine");
        await root.CommandAsync("add", new { text = "Before." });

        await PostAsync("sign-out", cookie);

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, (await client.EndAsync()).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await RefusedAsync(cookie));
        Assert.Equal(HttpStatusCode.Unauthorized, await RefusedAsync("none=1"));
        Assert.Equal(["Before."], await WrittenByAsync("barbara"));
    }

    [Fact]
    public async Task DisconnectUser_InACommandOfTheirs_EndsTheSocketThatAsked()
    {
        await using var client = await ConnectAsync(await SignInAsync("dorothy"));
        var root = await MountedRoot.MountAsync(client, "Notes", "mine");

        await root.SendAsync("leave_everywhere");

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, (await client.EndAsync()).Status);
    }

    [Fact]
    public async Task Commands_OfManyUsersAtOnce_WriteEachAsThemselves()
    {
        string[] users = [.. Enumerable.Range(0, 8).Select(static number => $"user {number}")];
        await Task.WhenAll(users.Select(async user =>
        {
            await using var client = await ConnectAsync(await SignInAsync(user));
            var root = await MountedRoot.MountAsync(client, "Notes", "mine");
            for (var note = 0; note < 5; note++)
            {
                Assert.Equal("ok {}", (await root.CommandAsync("add", new { text = $"{note} of {user}" })).ToString());
            }

            await root.UntilAsync(static state => state["notes"]!.AsArray().Count == 5);
        }));

        foreach (var user in users)
        {
            Assert.Equal(Enumerable.Range(0, 5).Select(note => $"{note} of {user}"), await WrittenByAsync(user));
        }
    }

    private async Task<IEnumerable<string>> WrittenByAsync(string user) =>
        [.. (await Server.WrittenAsync()).Where(note => note.Author == user).Select(static note => note.Text)];

    private static async Task AddAsync(IPage page, string text)
    {
        await page.GetByLabel("Note").FillAsync(text);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
    }

    private async Task SignInAsync(IBrowserContext browser, string user) =>
        Assert.True((await browser.APIRequest.PostAsync(new Uri(Server.Address, $"sign-in?user={user}").ToString())).Ok);

    private async Task<string> SignInAsync(string user) => await PostAsync($"sign-in?user={Uri.EscapeDataString(user)}");

    private async Task<string> PostAsync(string path, string? cookie = null)
    {
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = Server.Address };
        if (cookie is not null)
        {
            client.DefaultRequestHeaders.Add("Cookie", cookie);
        }

        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), null, CancellationToken);
        return response.EnsureSuccessStatusCode().Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private Task<PhoenixClient> ConnectAsync(string cookie) => PhoenixClient.ConnectAsync(
        PhoenixClient.Endpoint(Server.Address, "vsn=2.0.0"), options => options.SetRequestHeader("Cookie", cookie), CancellationToken);

    private async Task<HttpStatusCode> RefusedAsync(string cookie)
    {
        using var webSocket = new ClientWebSocket();
        webSocket.Options.CollectHttpResponseDetails = true;
        webSocket.Options.SetRequestHeader("Cookie", cookie);
        await Assert.ThrowsAsync<WebSocketException>(() => webSocket.ConnectAsync(PhoenixClient.Endpoint(Server.Address, "vsn=2.0.0"), CancellationToken));
        return webSocket.HttpStatusCode;
    }
}
