using Musubi.Testing;

namespace Musubi.Grains.Tests.Async;

public sealed class AssignAsyncTests : WorkPage
{
    [Fact]
    public async Task AssignAsync_FirstResult_ReplacesStatusAndResultAlone()
    {
        await Page.DispatchAsync("load", new { work = "w" });
        Assert.Equal("""[{"op":"replace","path":"/value","value":{"__musubi_async__":true,"status":"loading","result":null,"reason":null}}]""", Ops);

        Works["w"].Complete("ada");
        await Page.NextAsync();

        Assert.Equal("""[{"op":"replace","path":"/value/status","value":"ok"},{"op":"replace","path":"/value/result","value":"ada"}]""", Ops);
        Assert.Equal(["ok"], Ends);
    }

    [Fact]
    public async Task AssignAsync_Again_KeepsTheResultWhileItLoads()
    {
        await Loaded("ada");

        await Page.DispatchAsync("load", new { work = "again" });
        Assert.Equal("""[{"op":"replace","path":"/value/status","value":"loading"}]""", Ops);

        Works["again"].Complete("eve");
        await Page.NextAsync();
        Assert.Equal("""[{"op":"replace","path":"/value/status","value":"ok"},{"op":"replace","path":"/value/result","value":"eve"}]""", Ops);
    }

    [Fact]
    public async Task AssignAsync_SameResultAgain_ReplacesTheStatusAlone()
    {
        await Loaded("ada");
        await Page.DispatchAsync("load", new { work = "again" });

        Works["again"].Complete("ada");
        await Page.NextAsync();

        Assert.Equal("""[{"op":"replace","path":"/value/status","value":"ok"}]""", Ops);
    }

    [Fact]
    public async Task AssignAsync_Reset_DropsTheResultAtOnce()
    {
        await Loaded("ada");

        await Page.DispatchAsync("load", new { work = "again", reset = true });

        Assert.Equal("""[{"op":"replace","path":"/value/status","value":"loading"},{"op":"replace","path":"/value/result","value":null}]""", Ops);
    }

    [Fact]
    public async Task AssignAsync_WorkGivesAnError_IsFailedWithItAndKeepsTheResult()
    {
        await Loaded("ada");
        await Page.DispatchAsync("load", new { work = "again" });

        Works["again"].Complete(AsyncOutcome.Error("nope"));
        await Page.NextAsync();

        Assert.Equal("""[{"op":"replace","path":"/value/status","value":"failed"},{"op":"replace","path":"/value/reason","value":{"kind":"error","value":"nope"}}]""", Ops);
        Assert.Equal(("ada", true), (State.Value!.Result, State.Value.HasResult));
        Assert.Equal(["ok", "failed"], Ends);
    }

    [Fact]
    public async Task AssignAsync_AfterAFailure_TakesTheReasonBack()
    {
        await Page.DispatchAsync("load", new { work = "w" });
        Works["w"].Complete(AsyncOutcome.Error("nope"));
        await Page.NextAsync();

        await Page.DispatchAsync("load", new { work = "again" });

        Assert.Equal("""[{"op":"replace","path":"/value/status","value":"loading"},{"op":"replace","path":"/value/reason","value":null}]""", Ops);
    }

    [Fact]
    public async Task AssignAsync_WorkThrows_IsFailedAndOnlyTheLogSaysWhy()
    {
        Page.AllowErrors();
        await Page.DispatchAsync("load", new { work = "w" });

        Works["w"].Throw(new InvalidOperationException(Desk.Secret));
        await Page.NextAsync();

        Assert.Equal(AsyncReason.Exception, State.Value!.Reason);
        Assert.Equal("""{"kind":"exit","value":"exception"}""", Page.Document["value"]!["reason"]!.ToJsonString());
        Assert.DoesNotContain(Page.Patches, patch => Page.Json(patch.Ops).Contains("Password", StringComparison.Ordinal));
        var error = Assert.Single(Page.Errors);
        Assert.Equal(("AsyncThrew", Desk.Secret), (error.Event, error.Exception!.Message));
        Assert.Equal(["failed"], Ends);
    }

    [Fact]
    public async Task AssignAsync_WorkReturnsNoTask_IsFailed()
    {
        Page.AllowErrors();

        await Page.DispatchAsync("load_nothing");
        await Page.NextAsync();

        Assert.Equal(AsyncReason.Exception, State.Value!.Reason);
    }

    [Fact]
    public async Task AssignAsync_OutOfTime_IsFailedTheTokenCancelledAndTheLateResultDiscarded()
    {
        await Page.DispatchAsync("load", new { work = "w", seconds = 5 });
        var token = await Works["w"].Began;
        await Page.AdvanceAsync(TimeSpan.FromSeconds(4.9));
        Assert.Equal(AsyncStatus.Loading, State.Value!.Status);
        Assert.False(token.IsCancellationRequested);

        await Page.AdvanceAsync(TimeSpan.FromSeconds(0.1));

        Assert.Equal("""[{"op":"replace","path":"/value/status","value":"failed"},{"op":"replace","path":"/value/reason","value":{"kind":"exit","value":"timeout"}}]""", Ops);
        Assert.True(token.IsCancellationRequested);
        Works["w"].Complete("too late");
        await ExpectNothingNext();
        Assert.Equal(["timed_out"], Ends);
    }

    [Fact]
    public async Task AssignAsync_DoneInTime_IsNotFailedLater()
    {
        await Page.DispatchAsync("load", new { work = "w", seconds = 5 });
        Works["w"].Complete("ada");
        await Page.NextAsync();

        await Page.AdvanceAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(AsyncResult.Ok("ada"), State.Value);
    }

    [Fact]
    public async Task AssignAsync_Reassigned_DiscardsTheLateResultAndKillsNothing()
    {
        await Page.DispatchAsync("load", new { work = "old", seconds = 5 });
        var token = await Works["old"].Began;
        await Page.DispatchAsync("load", new { work = "new", seconds = 50 });
        await Page.AdvanceAsync(TimeSpan.FromSeconds(5));
        Assert.False(token.IsCancellationRequested);
        var patches = Page.Patches.Count;

        Works["old"].Complete("old");
        await Page.NextAsync();
        Assert.Equal((AsyncStatus.Loading, patches), (State.Value!.Status, Page.Patches.Count));
        Assert.False(token.IsCancellationRequested);
        Assert.Equal(["discarded"], Ends);

        Works["new"].Complete("new");
        await Page.NextAsync();
        Assert.Equal(AsyncResult.Ok("new"), State.Value);
        Assert.Equal(["discarded", "ok"], Ends);
    }

    [Fact]
    public async Task AssignAsync_ReassignedAndTheOldWorkThrowsLast_KeepsTheNewResult()
    {
        Page.AllowErrors();
        await Page.DispatchAsync("load", new { work = "old" });
        await Page.DispatchAsync("load", new { work = "new" });
        Works["new"].Complete("new");
        await Page.NextAsync();

        Works["old"].Throw(new InvalidOperationException());
        await Page.NextAsync();

        Assert.Equal(AsyncResult.Ok("new"), State.Value);
    }

    [Fact]
    public async Task AssignAsync_SeveralKeys_AreFilledTogether()
    {
        await Page.DispatchAsync("load_two", new { work = "w" });
        Assert.Equal((AsyncStatus.Loading, AsyncStatus.Loading), (State.First!.Status, State.Second!.Status));

        Works["w"].Complete("tea");
        await Page.NextAsync();

        Assert.Equal((AsyncResult.Ok("tea"), AsyncResult.Ok("tea too")), (State.First, State.Second));
        Assert.Equal(1, Started);
    }

    [Fact]
    public async Task AssignAsync_SeveralKeys_FailTogether()
    {
        await Page.DispatchAsync("load_two", new { work = "w" });

        Works["w"].Complete(AsyncOutcome.Error("nope"));
        await Page.NextAsync();

        Assert.Equal((AsyncReason.Error("nope"), AsyncReason.Error("nope")), (State.First!.Reason, State.Second!.Reason));
    }

    [Fact]
    public async Task AssignAsync_CallbackThrows_StartsNothing()
    {
        await Assert.ThrowsAsync<StoreCrashedException>(() => Page.DispatchAsync("load_and_throw", new { work = "w" }));

        Assert.Equal(0, Started);
        Assert.False(Works["w"].HasBegun);
    }

    [Fact]
    public async Task AssignAsync_WorkBlocksItsThread_HoldsNoTurn()
    {
        using var gate = new ManualResetEventSlim();
        Works["w"].Block(gate);
        await Page.DispatchAsync("load", new { work = "w" });

        await Page.DispatchAsync("show", new { shown = false });

        gate.Set();
        Works["w"].Complete("ada");
        await Page.NextAsync();
        Assert.Equal(AsyncResult.Ok("ada"), State.Value);
    }

    [Fact]
    public async Task AssignAsync_NodeGone_StopsTheWorkAndDiscardsItsResult()
    {
        await Page.DispatchAsync("load", new { work = "w" }, DeskId);
        var token = await Works["w"].Began;

        await Page.DispatchAsync("show", new { shown = false });

        Assert.True(token.IsCancellationRequested);
        Works["w"].Complete("too late");
        await ExpectNothingNext();
        Assert.Equal(["discarded"], Ends);
    }

    [Fact]
    public async Task AssignAsync_NodeGoneAndAnotherOfItsIdThere_LeavesThatOneAlone()
    {
        await Page.DispatchAsync("load", new { work = "old" }, DeskId);
        Works["old"].Complete("old");
        await Page.DispatchAsync("show", new { shown = false });
        await Page.DispatchAsync("show", new { shown = true });
        await Page.DispatchAsync("load", new { work = "new" }, DeskId);

        Works["new"].Complete("new");
        await Page.NextAsync();

        Assert.Equal(AsyncResult.Ok("new"), Page.Render<DeskStore.State>(DeskId).Value);
        Assert.Equal(["discarded", "ok"], Ends);
    }

    [Fact]
    public async Task AssignAsync_RootEnds_StopsTheWork()
    {
        await Page.DispatchAsync("load", new { work = "w" });
        await Page.DispatchAsync("load", new { work = "child" }, DeskId);
        CancellationToken[] tokens = [await Works["w"].Began, await Works["child"].Began];

        await Page.UnmountAsync();

        Assert.All(tokens, static token => Assert.True(token.IsCancellationRequested));
        Assert.Equal(["discarded", "discarded"], Ends);
    }

    [Fact]
    public async Task AssignAsync_RootCrashes_StopsTheWork()
    {
        await Page.DispatchAsync("load", new { work = "w" });
        var token = await Works["w"].Began;

        await Assert.ThrowsAsync<StoreCrashedException>(() => Page.DispatchAsync("crash"));

        Assert.True(token.IsCancellationRequested);
    }

    [Fact]
    public async Task AssignAsync_LivesAgain_IsFailedAsInterruptedAndKeepsTheResult()
    {
        await Loaded("ada");
        await Page.DispatchAsync("load", new { work = "again" });
        var token = await Works["again"].Began;

        Page = await Page.LiveAgainAsync();
        Assert.True(token.IsCancellationRequested);
        await Page.NextAsync();

        Assert.Equal("""[{"op":"replace","path":"/value/status","value":"failed"},{"op":"replace","path":"/value/reason","value":{"kind":"exit","value":"interrupted"}}]""", Ops);
        Assert.Equal("ada", State.Value!.Result);
        await ExpectNothingNext();
    }

    [Fact]
    public async Task AssignAsync_LivesAgainAndAssignedBeforeItHears_IsNotInterrupted()
    {
        await Page.DispatchAsync("load", new { work = "old" });
        Page = await Page.LiveAgainAsync();

        await Page.DispatchAsync("load", new { work = "new" });
        await Page.NextAsync();
        Assert.Equal(AsyncStatus.Loading, State.Value!.Status);

        Works["new"].Complete("new");
        await Page.NextAsync();
        Assert.Equal(AsyncResult.Ok("new"), State.Value);
    }

    [Fact]
    public async Task AssignAsync_ResultThatCannotBeSerialized_CrashesTheRootAndSaysWhich()
    {
        await Page.DispatchAsync("load_object", new { work = "w" });
        Works["w"].Complete("ada");

        var crash = await Assert.ThrowsAsync<StoreCrashedException>(Page.NextAsync);

        Assert.Contains("assigned 'object' a", crash.Message, StringComparison.Ordinal);
    }

    private WorkStore.State State => Page.Render<WorkStore.State>();

    private async Task Loaded(string result)
    {
        await Page.DispatchAsync("load", new { work = "first" });
        Works["first"].Complete(result);
        await Page.NextAsync();
    }
}
