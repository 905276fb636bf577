namespace Musubi.Testing.Tests.Messages;

public class PageMessagesTests
{
    [Fact]
    public async Task Info_Message_ReachesTheRoot()
    {
        await using var page = await RoomPage.MountAsync();

        await page.InfoAsync("hi");

        Assert.Equal(["hi"], page.Render<RoomStore.State>().Heard);
    }

    [Fact]
    public async Task Info_HandlerThrows_IsACrash()
    {
        await using var page = await RoomPage.MountAsync();

        Assert.Equal("info broke", (await Assert.ThrowsAsync<StoreCrashedException>(() => page.InfoAsync("throw"))).InnerException!.Message);
    }

    [Fact]
    public async Task Publish_ToATopic_ReachesTheRootOnlyWhenSubscribed()
    {
        await using var page = await RoomPage.MountAsync();

        await page.PublishAsync("rooms", "heard");
        await page.PublishAsync("elsewhere", "missed");

        Assert.Equal(["heard"], page.Render<RoomStore.State>().Heard);
    }

    [Fact]
    public async Task Publish_MessageThatCannotBeSent_Throws()
    {
        await using var page = await RoomPage.MountAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => page.PublishAsync("rooms", new Unsendable()));
    }

    [Fact]
    public async Task SendUpdate_ToAChild_ReachesItsUpdate()
    {
        await using var page = await RoomPage.MountAsync();

        await page.SendUpdateAsync(StoreId.Of("panel"), PanelStore.Clicks.Is(3), PanelStore.Label.Is("new"));
        await page.SendUpdateAsync(StoreId.Of("nobody"), PanelStore.Clicks.Is(3));

        Assert.Equal(("new", 3), (page.Render<PanelStore.State>(StoreId.Of("panel")).Label, page.Render<PanelStore.State>(StoreId.Of("panel")).Clicks));
    }

    private sealed class Unsendable;
}
