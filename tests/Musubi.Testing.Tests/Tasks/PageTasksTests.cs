namespace Musubi.Testing.Tests.Tasks;

public class PageTasksTests
{
    private readonly Profiles _profiles = new();

    [Fact]
    public async Task Next_RealTaskDone_IsHandledInOneCycle()
    {
        await using var page = await RoomPage.MountAsync(_profiles);
        await page.DispatchAsync("load");
        var patches = page.Patches.Count;

        _profiles.Answer.SetResult("Ada");
        await page.NextAsync();

        Assert.Equal((AsyncStatus.Ok, "Ada"), (Profile(page).Status, Profile(page).Result));
        Assert.Equal(patches + 1, page.Patches.Count);
    }

    [Fact]
    public async Task Next_NothingRuns_SaysSoAtOnce()
    {
        await using var page = await RoomPage.MountAsync();
        await page.DispatchAsync("tick");

        var nothing = await Assert.ThrowsAsync<ExpectationException>(page.NextAsync);

        Assert.Equal("Expected a task that runs, or a message that waits; there is neither. A timer comes with AdvanceAsync.", nothing.Message);
    }

    [Fact]
    public async Task Next_TaskThatNeverEnds_NamesItAfterAWhile()
    {
        await using var page = await RoomPage.MountAsync(configure: static options => options.Patience = TimeSpan.FromMilliseconds(1));
        await page.DispatchAsync("start");

        var late = await Assert.ThrowsAsync<ExpectationException>(page.NextAsync);

        Assert.EndsWith("still running: 'job' of [].", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Next_CancelledTask_ReachesHandleAsync()
    {
        await using var page = await RoomPage.MountAsync(_profiles);
        await page.DispatchAsync("start");

        await page.DispatchAsync("cancel", new { name = "job" });
        await page.NextAsync();

        Assert.Equal(["job: cancel"], page.Render<RoomStore.State>().Heard);
    }

    [Fact]
    public async Task Next_TaskThatThrew_IsAnErrorOfThePage()
    {
        var page = await RoomPage.MountAsync(_profiles);
        await page.DispatchAsync("load");

        _profiles.Answer.SetException(new TimeZoneNotFoundException("work broke"));
        await page.NextAsync();

        Assert.Equal((AsyncStatus.Failed, "exception", "nobody"), (Profile(page).Status, Profile(page).Reason!.Value, Profile(page).Result));
        Assert.Equal("AsyncThrew", Assert.Single(page.Errors).Event);
        var unexpected = await Assert.ThrowsAsync<ExpectationException>(async () => await page.DisposeAsync());
        Assert.Contains("work broke", unexpected.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(StorePage.AllowErrors), unexpected.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Next_HandleAsyncThrows_IsAnErrorThatATestMayAllow()
    {
        await using var page = await RoomPage.MountAsync(_profiles);
        page.AllowErrors();
        await page.DispatchAsync("start");

        await page.CompleteAsync("job", "throw");

        Assert.Equal("async broke", Assert.Single(page.Errors).Exception!.Message);
        Assert.Empty(page.Render<RoomStore.State>().Heard);
    }

    [Fact]
    public async Task Complete_RunningTask_GivesItsValueAndStopsTheWork()
    {
        await using var page = await RoomPage.MountAsync(_profiles);
        await page.DispatchAsync("load");
        await _profiles.Begun.Task.WaitAsync(TestContext.Current.CancellationToken);

        await page.CompleteAsync("profile", "Ada");
        await _profiles.Stopped.Task.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("Ada", Profile(page).Result);
    }

    [Fact]
    public async Task Complete_WorkThatHasThrown_CountsForNothing()
    {
        await using var page = await RoomPage.MountAsync(_profiles);
        _profiles.Answer.SetException(new TimeZoneNotFoundException("work broke"));
        await page.DispatchAsync("load");

        await page.CompleteAsync("profile", "Ada");

        Assert.Equal("Ada", Profile(page).Result);
        await Assert.ThrowsAsync<ExpectationException>(page.NextAsync);
    }

    [Fact]
    public async Task Complete_ValueOfAnotherType_IsAnErrorOfThePage()
    {
        var page = await RoomPage.MountAsync(_profiles);
        await page.DispatchAsync("load");

        await page.CompleteAsync("profile", 4);

        Assert.IsType<InvalidCastException>(Assert.Single(page.Errors).Exception);
        await Assert.ThrowsAsync<ExpectationException>(async () => await page.DisposeAsync());
    }

    [Fact]
    public async Task Fail_RunningTask_GivesItsReason()
    {
        await using var page = await RoomPage.MountAsync(_profiles);
        await page.DispatchAsync("load");
        await page.DispatchAsync("start");

        await page.FailAsync("profile", AsyncReason.Error("gone"));
        await page.FailAsync("job", AsyncReason.Exception);

        Assert.Equal(AsyncReason.Error("gone"), Profile(page).Reason);
        Assert.Equal(["job: exception"], page.Render<RoomStore.State>().Heard);
    }

    [Fact]
    public async Task Complete_TaskThatDoesNotRun_NamesThoseThatDo()
    {
        await using var page = await RoomPage.MountAsync(_profiles);

        Assert.Equal("Expected a running task 'job' of []; running: none.", (await Assert.ThrowsAsync<ExpectationException>(() => page.CompleteAsync("job", null))).Message);
        await page.DispatchAsync("load");
        Assert.Equal("Expected a running task 'job' of []; running: 'profile' of [].", (await Assert.ThrowsAsync<ExpectationException>(() => page.CompleteAsync("job", null))).Message);
    }

    [Fact]
    public async Task Advance_TimerThatIsSetAgain_ComesEachTime()
    {
        await using var page = await RoomPage.MountAsync();
        await page.DispatchAsync("tick");

        await page.AdvanceAsync(TimeSpan.FromSeconds(0.9));
        Assert.Empty(page.Render<RoomStore.State>().Heard);
        await page.AdvanceAsync(TimeSpan.FromSeconds(2.1));

        Assert.Equal(["tick", "tick", "tick"], page.Render<RoomStore.State>().Heard);
        Assert.Equal(TimeSpan.FromSeconds(3), page.Clock.GetUtcNow() - page.Clock.Start);
    }

    [Fact]
    public async Task Advance_PastATimeout_FailsTheTask()
    {
        await using var page = await RoomPage.MountAsync(_profiles);
        await page.DispatchAsync("load");

        await page.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(AsyncReason.Timeout, Profile(page).Reason);
    }

    [Fact]
    public async Task Advance_TaskIsDoneMeanwhile_LeavesItToNext()
    {
        await using var page = await RoomPage.MountAsync(_profiles);
        await page.DispatchAsync("load");
        await page.DispatchAsync("tick");
        _profiles.Answer.SetResult("Ada");

        await page.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Equal((AsyncStatus.Loading, "tick"), (Profile(page).Status, Assert.Single(page.Render<RoomStore.State>().Heard)));
        await page.NextAsync();
        Assert.Equal("Ada", Profile(page).Result);
    }

    [Fact]
    public async Task LiveAgain_TaskThatRan_IsInterruptedNext()
    {
        var first = await RoomPage.MountAsync(_profiles);
        await first.DispatchAsync("load");

        await using var page = await first.LiveAgainAsync();
        await page.NextAsync();

        Assert.Equal(AsyncReason.Interrupted, Profile(page).Reason);
    }

    private static AsyncResult<string> Profile(StorePage page) => page.Render<RoomStore.State>().Profile;
}
