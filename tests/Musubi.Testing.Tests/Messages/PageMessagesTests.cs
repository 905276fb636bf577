using Microsoft.Extensions.DependencyInjection;

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

    [Fact]
    public async Task Publish_WhileInitReads_WaitsUntilItHasReturned()
    {
        await using var page = await StorePage.MountAsync<AskingStore>(
            new { asks = true },
            options => options.Services.AddSingleton<Func<Task>>(() => options.PublishAsync("asked", "between")));

        Assert.Equal("asked, between", page.Render<AskingStore.State>().Said);
        Assert.Equal(2, page.Patches.Count);
    }

    [Fact]
    public async Task Publish_WhileACommandRuns_WaitsUntilItHasReturned()
    {
        StorePage? page = null;
        await using var mounted = page = await StorePage.MountAsync<AskingStore>(configure: options => options.Services.AddSingleton<Func<Task>>(() => page!.PublishAsync("asked", "between")));

        await page.DispatchAsync("ask");

        Assert.Equal("asked, between", page.Render<AskingStore.State>().Said);
    }

    [Fact]
    public async Task Publish_WhileACommandRunsThatDropsItsSubscription_ReachesNobody()
    {
        StorePage? page = null;
        await using var mounted = page = await StorePage.MountAsync<AskingStore>(configure: options => options.Services.AddSingleton<Func<Task>>(() => page!.PublishAsync("asked", "between")));

        await page.DispatchAsync("drop");
        await page.PublishAsync("asked", "later");

        Assert.Equal("", page.Render<AskingStore.State>().Said);
    }

    [Fact]
    public async Task PublishOfOptions_NoCallbackRuns_SaysWhereElse()
    {
        StorePageOptions? options = null;
        await using var page = await RoomPage.MountAsync(configure: set => options = set);

        Assert.Contains("StorePage.PublishAsync", (await Assert.ThrowsAsync<InvalidOperationException>(() => options!.PublishAsync("rooms", "x"))).Message, StringComparison.Ordinal);
    }

    private sealed class Unsendable;

    internal sealed class AskingStore(Func<Task> ask) : RootStore<AskingStore.State>
    {
        private static readonly Key<string> Said = new("said");

        public override async ValueTask<Socket> Init(Socket socket) => socket.RootParams.Get("asks", false) ? await Ask(socket) : socket.Assign(Said, "");

        public override ValueTask<Socket> HandleInfo(object message, Socket socket) => socket.Update(Said, said => $"{said}, {message}");

        public override State Render(Socket socket) => new(socket.Get(Said));

        [Command]
        public async Task<Socket> Ask(Socket socket)
        {
            socket = socket.Subscribe("asked");
            await ask();
            return socket.Assign(Said, "asked");
        }

        [Command]
        public async Task<Socket> Drop(Socket socket)
        {
            socket.Subscribe("asked");
            await ask();
            return socket;
        }

        internal sealed record State(string Said);
    }
}
