using Musubi.Testing;

namespace Musubi.Grains.Tests.Hooks;

/// <summary>docs/runtime.md, "Commands and hooks": the stages before and after callbacks.</summary>
public sealed class HookStageTests
{
    private static readonly StoreId Middle = StoreId.Of("m");
    private static readonly StoreId Bottom = StoreId.Of("m", "b");

    public HookStageTests() => TracedStore.Trail.Value = [];

    private static List<string> Trail => TracedStore.Trail.Value!;

    [Fact]
    public async Task Command_ToALeaf_RunsHooksFromTheRootDownInTheOrderOfAttachment()
    {
        await using var page = await StorePage.MountAsync<TopStore>();

        await page.DispatchAsync("echo", new { text = "hi" }, Bottom);

        Assert.Equal(
            [
                "top before echo", "top before again", "middle before echo", "middle before again", "bottom before echo", "bottom before again",
                "bottom handler",
                "top after echo hi", "middle after echo hi", "bottom after echo hi",
            ],
            Trail);
    }

    [Fact]
    public async Task Command_ToTheMiddle_RunsNoHooksBelow()
    {
        await using var page = await StorePage.MountAsync<TopStore>();

        await page.DispatchAsync("echo", new { text = "hi" }, Middle);

        Assert.DoesNotContain(Trail, static step => step.StartsWith("bottom", StringComparison.Ordinal));
    }

    [Fact]
    public async Task BeforeCommand_Halts_NeitherTheHandlerNorAnythingBehindItRuns()
    {
        await using var page = await StorePage.MountAsync<TopStore>();
        await page.DispatchAsync("halt_at", new { stage = "before" }, Middle);
        Trail.Clear();

        var reply = await page.DispatchAsync("echo", new { text = "hi" }, Bottom);

        Assert.Equal("{}", reply.GetRawText());
        Assert.Equal(["top before echo", "top before again", "middle before echo"], Trail);
    }

    [Fact]
    public async Task BeforeCommand_HaltsWithAReply_TheReplyIsAnOrdinaryOne()
    {
        await using var page = await StorePage.MountAsync<TopStore>();
        await page.DispatchAsync("halt_at", new { stage = "before with reply" });

        Assert.Equal(new DenialReply(false, "no"), await page.DispatchAsync<DenialReply>("echo", new { text = "hi" }, Bottom));
    }

    [Fact]
    public async Task BeforeCommand_HaltsAfterAssigning_TheChangeIsRendered()
    {
        await using var page = await StorePage.MountAsync<TopStore>();
        await page.DispatchAsync("halt_at", new { stage = "before" });

        await page.DispatchAsync("echo", new { text = "hi" });

        Assert.Equal(["halt_at", "echo"], page.Render<TraceState>().Seen);
    }

    [Fact]
    public async Task BeforeCommand_Halts_ThePayloadIsNotEvenChecked()
    {
        await using var page = await StorePage.MountAsync<TopStore>();
        await page.DispatchAsync("halt_at", new { stage = "before" });

        await page.DispatchAsync("echo", new { text = 5 });
    }

    [Fact]
    public async Task Payload_DoesNotFit_CrashesBehindTheHooks()
    {
        var page = await StorePage.MountAsync<TopStore>();

        await Assert.ThrowsAsync<StoreCrashedException>(() => page.DispatchAsync("echo", new { text = 5 }, Bottom));

        Assert.Equal("bottom before again", Trail[^1]);
    }

    [Fact]
    public async Task HandleAsync_RunsHooksFromTheRootDownAndThenTheStore()
    {
        await using var page = await StorePage.MountAsync<TopStore>();
        await page.DispatchAsync("work", storeId: Bottom);
        Trail.Clear();

        await page.CompleteAsync("work", 7, Bottom);

        Assert.Equal(["top async work 7", "middle async work 7", "bottom async work 7", "bottom HandleAsync"], Trail);
    }

    [Fact]
    public async Task HandleAsync_Halted_TheStoreDoesNotHear()
    {
        await using var page = await StorePage.MountAsync<TopStore>();
        await page.DispatchAsync("halt_at", new { stage = "async" });
        await page.DispatchAsync("work", storeId: Bottom);
        Trail.Clear();

        await page.CompleteAsync("work", 7, Bottom);

        Assert.Equal(["top async work 7"], Trail);
    }

    [Fact]
    public async Task HandleInfo_RunsTheRootsHooksAlone()
    {
        await using var page = await StorePage.MountAsync<TopStore>();

        await page.InfoAsync("news");

        Assert.Equal(["top info news", "top HandleInfo"], Trail);
    }

    [Fact]
    public async Task HandleInfo_Halted_TheRootDoesNotHear()
    {
        await using var page = await StorePage.MountAsync<TopStore>();
        await page.DispatchAsync("halt_at", new { stage = "info" });
        Trail.Clear();

        await page.InfoAsync("news");

        Assert.Equal(["top info news"], Trail);
    }

    [Fact]
    public async Task DetachHook_ItRunsNoMore_AndOneThatWasNeverThereIsNoError()
    {
        await using var page = await StorePage.MountAsync<TopStore>();
        await page.DispatchAsync("detach");
        Trail.Clear();

        await page.DispatchAsync("echo", new { text = "hi" });

        Assert.Equal(["top before again", "top handler", "top after echo hi"], Trail);
    }

    [Fact]
    public async Task AttachHook_SameIdAtTheSameStage_IsAnErrorThatNamesIt()
    {
        var page = await StorePage.MountAsync<TopStore>();

        var crash = await Assert.ThrowsAsync<StoreCrashedException>(() => page.DispatchAsync("attach_twice"));

        Assert.Contains("'first'", crash.InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AttachHook_Lambda_IsAnErrorThatSaysWhatWasExpected()
    {
        var page = await StorePage.MountAsync<TopStore>();

        var crash = await Assert.ThrowsAsync<StoreCrashedException>(() => page.DispatchAsync("attach_lambda"));

        Assert.Contains("named static method", crash.InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hooks_OfARootThatLivesAgain_RunAsBefore()
    {
        await using var before = await StorePage.MountAsync<TopStore>();
        await using var page = await before.LiveAgainAsync();

        await page.DispatchAsync("echo", new { text = "hi" }, Middle);

        Assert.Equal(["top before echo", "top before again", "middle before echo", "middle before again", "middle handler", "top after echo hi", "middle after echo hi"], Trail);
    }
}
