using Musubi.Testing;

namespace Musubi.Grains.Tests.Async;

public sealed class CancelAsyncTests : WorkPage
{
    [Theory]
    [InlineData(null, "cancel")]
    [InlineData("moved on", "moved on")]
    public async Task CancelAsync_ByName_FailsTheValueAtOnceAndStopsTheWork(string? reason, string shown)
    {
        await Page.DispatchAsync("load", new { work = "w" });
        var token = await Works["w"].Began;

        await Page.DispatchAsync("cancel", new { name = "value", reason });

        Assert.Equal($$$"""[{"op":"replace","path":"/value/status","value":"failed"},{"op":"replace","path":"/value/reason","value":{"kind":"exit","value":"{{{shown}}}"}}]""", Ops);
        Assert.True(token.IsCancellationRequested);
        Works["w"].Complete("too late");
        await ExpectNothingNext();
        Assert.Equal(["cancelled"], Ends);
    }

    [Fact]
    public async Task CancelAsync_WorkThrowsOverIt_LogsNoError()
    {
        await Page.DispatchAsync("load", new { work = "w" });
        await Works["w"].Began;
        await Page.DispatchAsync("cancel", new { name = "value" });

        Works["w"].Throw(new OperationCanceledException());

        await ExpectNothingNext();
    }

    [Fact]
    public async Task CancelAsync_ByOneOfSeveralKeys_FailsThemAll()
    {
        await Page.DispatchAsync("load_two", new { work = "w" });

        await Page.DispatchAsync("cancel", new { name = "second" });

        var state = Page.Render<WorkStore.State>();
        Assert.Equal((AsyncReason.Exit("cancel"), AsyncReason.Exit("cancel")), (state.First!.Reason, state.Second!.Reason));
    }

    [Fact]
    public async Task CancelAsync_ByValue_StopsTheTaskThatFillsIt()
    {
        await Page.DispatchAsync("load", new { work = "w" });
        var token = await Works["w"].Began;

        await Page.DispatchAsync("cancel_value");

        Assert.True(token.IsCancellationRequested);
        Assert.Equal(AsyncReason.Exit("cancel"), Page.Render<WorkStore.State>().Value!.Reason);
    }

    [Fact]
    public async Task CancelAsync_ByAValueThatIsNotAssignedAnyMore_DoesNothing()
    {
        await Page.DispatchAsync("load", new { work = "old" });
        Works["old"].Complete("old");
        await Page.NextAsync();

        await Page.DispatchAsync("cancel_old_value", new { work = "new" });

        Assert.Equal(AsyncStatus.Loading, Page.Render<WorkStore.State>().Value!.Status);
    }

    [Fact]
    public async Task CancelAsync_NothingRuns_DoesNothing()
    {
        var patches = Page.Patches.Count;
        await Page.DispatchAsync("cancel", new { name = "value" });
        await Page.DispatchAsync("load", new { work = "w" });
        Works["w"].Complete("ada");
        await Page.NextAsync();

        await Page.DispatchAsync("cancel", new { name = "value" });

        Assert.Equal((AsyncResult.Ok("ada"), patches + 2), (Page.Render<WorkStore.State>().Value, Page.Patches.Count));
    }

    [Fact]
    public async Task CancelAsync_OfAnotherStoresTask_DoesNothing()
    {
        await Page.DispatchAsync("load", new { work = "w" }, DeskId);
        var token = await Works["w"].Began;

        await Page.DispatchAsync("cancel", new { name = "value" });

        Assert.False(token.IsCancellationRequested);
    }

    [Fact]
    public async Task CancelAsync_StartedTask_TellsHandleAsyncNext()
    {
        await Page.DispatchAsync("start", new { work = "w" });
        var token = await Works["w"].Began;

        await Page.DispatchAsync("cancel", new { name = "task", reason = "moved on" });
        Assert.True(token.IsCancellationRequested);
        Assert.Empty(Log());
        await Page.NextAsync();

        Assert.Equal(["task: Exit moved on"], Log());
        Works["w"].Complete("too late");
        await ExpectNothingNext();
        Assert.Equal(["cancelled"], Ends);
    }

    [Fact]
    public async Task CancelAsync_ResultWaitsToBeHandled_IsStillACancellation()
    {
        await Page.DispatchAsync("start", new { work = "w" });
        await Page.DispatchAsync("start", new { work = "signal", name = "signal" });
        Works["w"].Complete("just in time");
        Works["signal"].Complete("there");
        await Page.DispatchAsync("cancel", new { name = "task" });

        while (Log().Length < 2)
        {
            await Page.NextAsync();
        }

        Assert.Contains("task: Exit cancel", Log());
        await ExpectNothingNext();
    }

    [Fact]
    public async Task CancelAsync_Twice_TellsHandleAsyncOnce()
    {
        await Page.DispatchAsync("start", new { work = "w" });

        await Page.DispatchAsync("cancel_twice", new { name = "task" });
        await Page.NextAsync();
        await Page.NextAsync();

        Assert.Equal(["task: Exit first"], Log());
        await ExpectNothingNext();
        Assert.Equal(["cancelled"], Ends);
    }

    [Fact]
    public async Task CancelAsync_AndTheNameGivenToOtherWork_TellsHandleAsyncOfThatAlone()
    {
        await Page.DispatchAsync("start", new { work = "old" });
        await Page.DispatchAsync("cancel_and_start", new { work = "new" });
        await Page.NextAsync();
        Assert.Empty(Log());

        Works["new"].Complete("new");
        await Page.NextAsync();

        Assert.Equal(["task: new"], Log());
    }

    [Fact]
    public async Task CancelAsync_InTheCallbackThatStartsIt_TellsHandleAsync()
    {
        await Page.DispatchAsync("start_and_cancel", new { work = "w" });
        await Page.NextAsync();

        Assert.Equal(["task: Exit cancel"], Log());
        await ExpectNothingNext();
    }

    [Fact]
    public async Task CancelAsync_RootLivesAgainBeforeHandleAsyncKnows_StillTellsIt()
    {
        await Page.DispatchAsync("start", new { work = "w" });
        await Page.DispatchAsync("cancel", new { name = "task" });

        Page = await Page.LiveAgainAsync();
        await Page.NextAsync();

        Assert.Equal(["task: Exit interrupted"], Log());
    }

    [Fact]
    public async Task CancelAsync_TokensCallbackThrows_IsLoggedAndTheRootLives()
    {
        Page.AllowErrors();
        await Page.DispatchAsync("load", new { work = "w" });
        (await Works["w"].Began).Register(static () => throw new InvalidOperationException(Desk.Secret));

        await Page.DispatchAsync("cancel", new { name = "value" });

        await Works["w"].Cancelled;
        await Page.DispatchAsync("load", new { work = "again" });
    }

    [Fact]
    public async Task CancelAsync_TokensCallbackBlocks_HoldsNoTurn()
    {
        using var gate = new ManualResetEventSlim();
        await Page.DispatchAsync("load", new { work = "w" });
        (await Works["w"].Began).Register(gate.Wait);

        await Page.DispatchAsync("cancel", new { name = "value" });

        gate.Set();
        await Works["w"].Cancelled;
    }
}
