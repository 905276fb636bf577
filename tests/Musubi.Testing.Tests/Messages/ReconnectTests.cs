namespace Musubi.Testing.Tests.Messages;

/// <summary>A client that loses its socket and comes back. Source: docs/resume.md.</summary>
public sealed class ReconnectTests
{
    [Fact]
    public async Task Reconnect_NothingLost_LeavesStateAndItems()
    {
        await using var page = await RoomPage.MountAsync();
        await page.DispatchAsync("put", new { lines = new[] { new { id = "a", text = "a" } }, at = -1, limit = (int?)null, reset = false });

        await page.ReconnectAsync();

        Assert.Equal(["a"], page.Items(RoomStore.Lines).Select(static line => line.Id));
    }

    [Fact]
    public async Task Reconnect_ItemsAreLost_RunsResumed()
    {
        await using var page = await RoomPage.MountAsync();
        await page.DispatchAsync("put", new { lines = new[] { new { id = "a", text = "a" } }, at = -1, limit = (int?)null, reset = false });

        await page.ReconnectAsync(Lost.Streams);

        Assert.Equal(["again"], page.Items(RoomStore.Lines).Select(static line => line.Id));
    }

    [Fact]
    public async Task Reconnect_AnotherUser_IsThatUserFromThenOn()
    {
        await using var page = await RoomPage.MountAsync();

        await page.ReconnectAsync(connection: new Socket().Assign("current_user", "grace"));

        Assert.Equal("grace", page.Render<RoomStore.State>().CurrentUser);
    }
}
