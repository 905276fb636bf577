using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Musubi.Testing.Tests;

public class StorePageTests
{
    private static readonly StoreId Panel = StoreId.Of("panel");

    [Fact]
    public async Task Mount_ParamsServicesAndConnection_ReachTheStore()
    {
        await using var page = await RoomPage.MountAsync();

        Assert.Equal(("r1", "ada"), (page.Render<RoomStore.State>().RoomId, page.Render<RoomStore.State>().CurrentUser));
        Assert.Equal("r1", page.Document["room_id"]!.GetValue<string>());
        Assert.Equal((0, 1), (page.LastPatch.BaseVersion, page.LastPatch.Version));
    }

    [Fact]
    public async Task Mount_Throws_IsACrashWithTheStoresOwnException()
    {
        var crash = await Assert.ThrowsAsync<StoreCrashedException>(() => StorePage.MountAsync<RoomStore>(configure: static options => options.Services.AddSingleton<IProfiles>(new Profiles())));

        Assert.Contains("'room_id'", Assert.IsType<InvalidOperationException>(crash.InnerException).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mount_StoreDeclaredWrongly_SaysSoAsASiloWould()
    {
        var wrong = await Assert.ThrowsAnyAsync<Exception>(() => StorePage.MountAsync<StatefulStore>());

        Assert.Contains("keeps state in the field", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mount_ServiceMissing_NamesIt()
    {
        var missing = await Assert.ThrowsAsync<InvalidOperationException>(() => StorePage.MountAsync<RoomStore>(new { room_id = "r1" }));

        Assert.Contains(nameof(IProfiles), missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mount_ParamsThatAreNoObject_AreAMisuse() =>
        Assert.StartsWith("Expected mount params that become a JSON object; got a System.Int32.", (await Assert.ThrowsAsync<ArgumentException>(() => StorePage.MountAsync<RoomStore>(4))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Dispatch_ToAChild_IsOnePatchAndTheChildsOwnRender()
    {
        await using var page = await RoomPage.MountAsync();

        Assert.Equal("{}", (await page.DispatchAsync("click", storeId: Panel)).GetRawText());

        Assert.Equal(1, page.Render<PanelStore.State>(Panel).Clicks);
        Assert.Equal("""[{"op":"replace","path":"/panel/clicks","value":1}]""", page.Json(page.LastPatch.Ops));
        Assert.Equal(2, page.Patches.Count);
        Assert.Equal(1, page.Assigns(Panel)["clicks"]);
        Assert.Equal(1, page.Document["panel"]!["clicks"]!.GetValue<int>());
    }

    [Fact]
    public async Task Dispatch_WithReply_ReadsIt()
    {
        await using var page = await RoomPage.MountAsync();

        Assert.Equal("r1", (await page.DispatchAsync("rename", new { room_id = "r2" })).GetProperty("was").GetString());
        Assert.Equal(new RenameReply("r2"), await page.DispatchAsync<RenameReply>("rename", new { room_id = "r3" }));

        var other = await Assert.ThrowsAsync<ExpectationException>(() => page.DispatchAsync<Line>("rename", new { room_id = "r4" }));
        Assert.Equal("""Expected the reply to 'rename' to be a Musubi.Testing.Tests.Line; got {"was":"r3"}.""", other.Message);
    }

    [Fact]
    public async Task Dispatch_UnknownStoreOrCommand_IsRefusedAndThePageLivesOn()
    {
        await using var page = await RoomPage.MountAsync();

        var store = await Assert.ThrowsAsync<CommandRefusedException>(() => page.DispatchAsync("click", storeId: StoreId.Of("nobody")));
        var command = await Assert.ThrowsAsync<CommandRefusedException>(() => page.DispatchAsync("jump", storeId: Panel));

        Assert.Equal((CommandOutcome.UnknownStore, """Expected a store of the tree, one of [], ["panel"]; got ["nobody"]."""), (store.Outcome, store.Message));
        Assert.Equal((CommandOutcome.UnknownCommand, $"Expected a command of {typeof(PanelStore)}, one of 'click', 'note'; got 'jump'."), (command.Outcome, command.Message));
        await page.DispatchAsync("click", storeId: Panel);
    }

    [Fact]
    public async Task Dispatch_HandlerThrows_IsACrashThatEndsThePage()
    {
        await using var page = await RoomPage.MountAsync();

        var crash = await Assert.ThrowsAsync<StoreCrashedException>(() => page.DispatchAsync("throw"));

        Assert.Equal("handler broke", Assert.IsType<InvalidOperationException>(crash.InnerException).Message);
        Assert.Equal("Expected a mounted page; this one crashed.", Assert.Throws<InvalidOperationException>(() => page.Render<RoomStore.State>()).Message);
    }

    [Fact]
    public async Task Dispatch_PayloadDoesNotFit_IsACrashThatNamesTheField()
    {
        await using var page = await RoomPage.MountAsync();

        var crash = await Assert.ThrowsAsync<StoreCrashedException>(() => page.DispatchAsync("rename", new { room_id = 4 }));

        Assert.Contains("'room_id'", crash.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispatch_AssignThatASiloCannotSave_IsACrashThatNamesIt()
    {
        await using var page = await RoomPage.MountAsync();

        var crash = await Assert.ThrowsAsync<StoreCrashedException>(() => page.DispatchAsync("assign_badly"));

        Assert.Contains("assigned 'bad'", crash.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_AnotherTypeOrStore_SaysWhatThereIs()
    {
        await using var page = await RoomPage.MountAsync();

        Assert.Equal(
            $"Expected {typeof(PanelStore)} at [\"panel\"] to render {typeof(RoomStore.State)}; it rendered {typeof(PanelStore.State)}.",
            Assert.Throws<ExpectationException>(() => page.Render<RoomStore.State>(Panel)).Message);
        Assert.Equal(
            """Expected a store of the tree, one of [], ["panel"]; got ["nobody"].""",
            Assert.Throws<ExpectationException>(() => page.Render<RoomStore.State>(StoreId.Of("nobody"))).Message);
    }

    [Fact]
    public async Task ExpectEvent_SeveralPushed_AreTakenOneByOneOldestFirst()
    {
        await using var page = await RoomPage.MountAsync();
        await page.DispatchAsync("greet", new { text = "one" });
        await page.DispatchAsync("click", storeId: Panel);
        await page.DispatchAsync("greet", new { text = "two" });

        page.ExpectNoEvent(RoomStore.Bye);
        Assert.Equal(
            """Expected no event 'hello'; the client heard 'hello' {"text":"one"} from [].""",
            Assert.Throws<ExpectationException>(() => page.ExpectNoEvent(RoomStore.Hello)).Message);
        Assert.Equal(new Greeting("click"), page.ExpectEvent(RoomStore.Hello, Panel));
        Assert.Equal(new Greeting("one"), page.ExpectEvent(RoomStore.Hello));
        Assert.Equal(
            """Expected an event 'bye'; the client heard 'hello' {"text":"two"} from [].""",
            Assert.Throws<ExpectationException>(() => page.ExpectEvent(RoomStore.Bye)).Message);
        Assert.Equal(new Greeting("two"), page.ExpectEvent(RoomStore.Hello));
        Assert.Equal("Expected an event 'hello' from []; the client heard none.", Assert.Throws<ExpectationException>(() => page.ExpectEvent(RoomStore.Hello, StoreId.Root)).Message);
    }

    [Fact]
    public async Task Items_OfAStream_AreWhatAClientWouldHave()
    {
        await using var page = await RoomPage.MountAsync();
        Assert.Empty(page.Items(RoomStore.Lines));

        await page.DispatchAsync("put", new { lines = new[] { new Line("1", "a"), new Line("2", "b") }, at = -1, limit = (int?)null, reset = false });
        await page.DispatchAsync("delete", new { id = "1" });

        Assert.Equal([new Line("2", "b")], page.Items(RoomStore.Lines));
    }

    [Fact]
    public async Task Items_OfAChildThatCameBack_StartEmpty()
    {
        await using var page = await RoomPage.MountAsync();
        await page.DispatchAsync("note", new { text = "x" }, Panel);
        Assert.Equal([new Line("x", "x")], page.Items(PanelStore.Notes, Panel));

        await page.DispatchAsync("toggle_panel");
        await page.DispatchAsync("toggle_panel");

        Assert.Empty(page.Items(PanelStore.Notes, Panel));
    }

    [Fact]
    public async Task LiveAgain_FromBytesAlone_GoesOnWhereItWas()
    {
        var first = await RoomPage.MountAsync();
        await first.DispatchAsync("click", storeId: Panel);
        await first.DispatchAsync("tick");
        await first.DispatchAsync("greet", new { text = "still here" });

        await using var page = await first.LiveAgainAsync();
        await first.DisposeAsync();

        Assert.Equal(1, page.Render<PanelStore.State>(Panel).Clicks);
        Assert.Equal(new Greeting("click"), page.ExpectEvent(RoomStore.Hello));
        await page.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(["tick"], page.Render<RoomStore.State>().Heard);
        Assert.Equal("Expected a mounted page; this one lives again as another page.", Assert.Throws<InvalidOperationException>(() => first.Render<RoomStore.State>()).Message);
    }

    [Fact]
    public async Task Unmount_Once_TerminatesAndEndsThePage()
    {
        await using var page = await RoomPage.MountAsync();

        await page.UnmountAsync(TerminateReason.Disconnected);

        Assert.Equal("Expected a mounted page; this one was unmounted.", (await Assert.ThrowsAsync<InvalidOperationException>(() => page.DispatchAsync("tick"))).Message);
        Assert.Equal("r1", page.Document["room_id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Dispose_TerminateThrows_IsACrash()
    {
        var page = await RoomPage.MountAsync();
        await page.DispatchAsync("end_badly");

        var crash = await Assert.ThrowsAsync<StoreCrashedException>(async () => await page.DisposeAsync());

        Assert.Equal("end broke", crash.InnerException!.Message);
    }

    [Fact]
    public async Task Crash_TerminateThrowsToo_IsAmongTheErrors()
    {
        var page = await RoomPage.MountAsync();
        await page.DispatchAsync("end_badly");

        await Assert.ThrowsAsync<StoreCrashedException>(() => page.DispatchAsync("throw"));

        Assert.Equal("end broke", Assert.Single(page.Errors).Exception!.Message);
        await Assert.ThrowsAsync<ExpectationException>(async () => await page.DisposeAsync());
    }

    [Fact]
    public async Task Services_LoggerAndClock_AreThereForStores()
    {
        await using var page = await StorePage.MountAsync<ServedStore>();

        Assert.Equal(new ServedStore.State("2000-01-01", Logs: false), page.Render<ServedStore.State>());
    }

    private sealed class StatefulStore : RootStore<StatefulStore.State>
    {
        private int _count;

        public override State Render(Socket socket) => new(_count++);

        internal sealed record State(int Count);
    }

    private sealed class ServedStore(TimeProvider time, ILogger<ServedStore> log) : RootStore<ServedStore.State>
    {
        public override State Render(Socket socket) => new(time.GetUtcNow().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), log.IsEnabled(LogLevel.Error));

        internal sealed record State(string Today, bool Logs);
    }
}
