using Musubi.Testing;

namespace Musubi.Grains.Tests.Async;

public sealed class StreamAsyncTests : WorkPage
{
    [Fact]
    public async Task StreamAsync_ItemsCome_LeaveWithTheStatusInOnePatch()
    {
        await Page.DispatchAsync("stream", new { work = "w" });
        Assert.Equal(AsyncStatus.Loading, Status!.Status);

        Works["w"].Complete("tea cake");
        await Page.NextAsync();

        Assert.Equal("""[{"op":"replace","path":"/lines_status/status","value":"ok"},{"op":"replace","path":"/lines_status/result","value":true}]""", Ops);
        Assert.Equal(["tea", "cake"], Page.Items(WorkStore.Lines));
        Assert.Equal(3, Page.Patches.Count);
        Assert.Equal(["ok"], Ends);
    }

    [Fact]
    public async Task StreamAsync_Again_AddsUnlessReset()
    {
        await Streamed("tea", reset: false);
        await Streamed("cake", reset: false);
        Assert.Equal(["tea", "cake"], Page.Items(WorkStore.Lines));

        await Streamed("milk", reset: true);

        Assert.Equal(["milk"], Page.Items(WorkStore.Lines));
    }

    [Fact]
    public async Task StreamAsync_Reset_LeavesTheItemsUntilOthersCome()
    {
        await Streamed("tea", reset: false);

        await Page.DispatchAsync("stream", new { work = "later", reset = true });

        Assert.Equal(["tea"], Page.Items(WorkStore.Lines));
        Assert.Equal((AsyncStatus.Loading, false), (Status!.Status, Status.HasResult));
    }

    [Fact]
    public async Task StreamAsync_WorkGivesAnError_LeavesTheItems()
    {
        await Streamed("tea", reset: false);
        await Page.DispatchAsync("stream", new { work = "later", reset = true });

        Works["later"].Complete(AsyncOutcome.Error("nope"));
        await Page.NextAsync();

        Assert.Equal(AsyncReason.Error("nope"), Status!.Reason);
        Assert.Equal(["tea"], Page.Items(WorkStore.Lines));
    }

    [Fact]
    public async Task StreamAsync_Cancelled_LeavesTheItems()
    {
        await Streamed("tea", reset: false);
        await Page.DispatchAsync("stream", new { work = "later" });

        await Page.DispatchAsync("cancel", new { name = "lines" });

        Assert.Equal(AsyncReason.Exit("cancel"), Status!.Reason);
        Assert.Equal(["tea"], Page.Items(WorkStore.Lines));
    }

    [Fact]
    public async Task StreamAsync_WalkingTheItemsThrows_IsFailed()
    {
        Page.AllowErrors();

        await Page.DispatchAsync("stream_lazily");
        await Page.NextAsync();

        Assert.Equal(AsyncReason.Exception, Status!.Reason);
        Assert.Empty(Page.Items(WorkStore.Lines));
    }

    [Fact]
    public async Task StreamAsync_ItemWithoutAKey_IsFailedAndSendsNoItem()
    {
        Page.AllowErrors();
        await Page.DispatchAsync("stream", new { work = "w" });

        Works["w"].Complete("tea  cake");
        await Page.NextAsync();

        Assert.Equal(AsyncReason.Exception, Status!.Reason);
        Assert.Empty(Page.Items(WorkStore.Lines));
        Assert.Equal(["failed"], Ends);
    }

    [Fact]
    public async Task StreamAsync_UndeclaredStream_CrashesAtOnceAndSaysWhich()
    {
        var crash = await Assert.ThrowsAsync<StoreCrashedException>(() => Page.DispatchAsync("stream_undeclared", new { work = "w" }));

        Assert.Contains("the stream 'undeclared', which it does not declare", crash.Message, StringComparison.Ordinal);
        Assert.Equal(0, Started);
    }

    private AsyncResult<bool>? Status => Page.Render<WorkStore.State>().LinesStatus;

    private async Task Streamed(string items, bool reset)
    {
        await Page.DispatchAsync("stream", new { work = items, reset });
        Works[items].Complete(items);
        await Page.NextAsync();
    }
}
