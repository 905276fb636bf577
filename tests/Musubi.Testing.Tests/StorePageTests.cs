using Microsoft.Extensions.DependencyInjection;

namespace Musubi.Testing.Tests;

public class StorePageTests
{
    private static readonly StoreId Panel = StoreId.Of("panel");

    [Fact]
    public async Task Mount_ParamsServicesAndConnection_ReachTheStore()
    {
        await using var page = await Mount();

        Assert.Equal(("r1", "ada"), (page.Render<RoomStore.State>().RoomId, page.Render<RoomStore.State>().CurrentUser));
        Assert.Equal("r1", page.Document["room_id"]!.GetValue<string>());
        Assert.Equal((0, 1), (page.LastPatch.BaseVersion, page.LastPatch.Version));
    }

    [Fact]
    public async Task Dispatch_ToAChild_IsOnePatchAndTheChildsOwnRender()
    {
        await using var page = await Mount();

        Assert.Equal("{}", (await page.DispatchAsync("click", storeId: Panel)).GetRawText());

        Assert.Equal(1, page.Render<PanelStore.State>(Panel).Clicks);
        Assert.Equal("""[{"op":"replace","path":"/panel/clicks","value":1}]""", page.Json(page.LastPatch.Ops));
        Assert.Equal(2, page.Patches.Count);
        Assert.Equal(1, page.Assigns(Panel)["clicks"]);
    }

    [Fact]
    public async Task Dispatch_WithReply_ReadsIt()
    {
        await using var page = await Mount();

        var reply = await page.DispatchAsync("rename", new { room_id = "r2" });
        Assert.Equal("r1", reply.GetProperty("was").GetString());
        Assert.Equal(new RenameReply("r2"), await page.DispatchAsync<RenameReply>("rename", new { room_id = "r3" }));
    }

    private static Task<StorePage> Mount(IProfiles? profiles = null) => StorePage.MountAsync<RoomStore>(
        new { room_id = "r1" },
        options =>
        {
            options.Services.AddSingleton(profiles ?? new Profiles());
            options.Socket = new Socket().Assign("current_user", "ada");
        });
}
