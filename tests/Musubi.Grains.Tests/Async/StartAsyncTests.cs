using Musubi.Testing;

namespace Musubi.Grains.Tests.Async;

public sealed class StartAsyncTests : WorkPage
{
    [Fact]
    public async Task StartAsync_ResultComes_GoesToHandleAsyncAndNothingIsSentBefore()
    {
        var patches = Page.Patches.Count;
        await Page.DispatchAsync("start", new { work = "w" });
        Assert.Equal(patches, Page.Patches.Count);

        Works["w"].Complete("ada");
        await Page.NextAsync();

        Assert.Equal("""[{"op":"add","path":"/log/0","value":"task: ada"}]""", Ops);
        Assert.Equal(["ok"], Ends);
    }

    [Fact]
    public async Task StartAsync_OfAChild_GoesToTheChildsHandleAsync()
    {
        await Page.DispatchAsync("start", new { work = "w" }, DeskId);

        Works["w"].Complete("ada");
        await Page.NextAsync();

        Assert.Equal(["task: ada"], Log(DeskId));
        Assert.Empty(Log());
    }

    [Fact]
    public async Task StartAsync_WorkGivesAnError_TellsHandleAsync()
    {
        await Page.DispatchAsync("start", new { work = "w" });

        Works["w"].Complete(AsyncOutcome.Error("nope"));
        await Page.NextAsync();

        Assert.Equal(["task: Error nope"], Log());
    }

    [Fact]
    public async Task StartAsync_WorkThrows_TellsHandleAsyncWithoutTheText()
    {
        Page.AllowErrors();
        await Page.DispatchAsync("start", new { work = "w" });

        Works["w"].Throw(new InvalidOperationException(Desk.Secret));
        await Page.NextAsync();

        Assert.Equal(["task: Exit exception"], Log());
        Assert.Equal("AsyncThrew", Assert.Single(Page.Errors).Event);
    }

    [Fact]
    public async Task StartAsync_OutOfTime_TellsHandleAsyncOnceAndCancelsTheToken()
    {
        await Page.DispatchAsync("start", new { work = "w", seconds = 5 });
        var token = await Works["w"].Began;

        await Page.AdvanceAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(["task: Exit timeout"], Log());
        Assert.True(token.IsCancellationRequested);
        Works["w"].Complete("too late");
        await ExpectNothingNext();
    }

    [Fact]
    public async Task StartAsync_UnderARunningName_DiscardsTheLateResult()
    {
        await Page.DispatchAsync("start", new { work = "old" });
        var token = await Works["old"].Began;
        await Page.DispatchAsync("start", new { work = "new" });

        Works["old"].Complete("old");
        await Page.NextAsync();
        Assert.Empty(Log());
        Assert.False(token.IsCancellationRequested);

        Works["new"].Complete("new");
        await Page.NextAsync();
        Assert.Equal(["task: new"], Log());
        Assert.Equal(["discarded", "ok"], Ends);
    }

    [Fact]
    public async Task StartAsync_UnderOtherNames_RunsThemAll()
    {
        await Page.DispatchAsync("start", new { work = "a", name = "a" });
        await Page.DispatchAsync("start", new { work = "b", name = "b" });

        Works["b"].Complete("tea");
        await Page.NextAsync();
        Works["a"].Complete("cake");
        await Page.NextAsync();

        Assert.Equal(["b: tea", "a: cake"], Log());
    }

    [Fact]
    public async Task HandleAsync_Throws_IsLoggedAndTheRootLivesOnAsItWas()
    {
        Page.AllowErrors();
        await Page.DispatchAsync("start", new { work = "w" });
        var patches = Page.Patches.Count;

        Works["w"].Complete("throw");
        await Page.NextAsync();

        Assert.Equal(patches, Page.Patches.Count);
        Assert.Equal("HandleAsyncThrew", Assert.Single(Page.Errors).Event);
        await Page.DispatchAsync("start", new { work = "again" });
        Works["again"].Complete("ada");
        await Page.NextAsync();
        Assert.Equal(["task: ada"], Log());
    }

    [Fact]
    public async Task HandleAsync_StartsATaskAndThrows_StartsNothing()
    {
        Page.AllowErrors();
        await Page.DispatchAsync("start", new { work = "w" });

        Works["w"].Complete("start and throw");
        await Page.NextAsync();

        Assert.Equal(1, Started);
        await ExpectNothingNext();
    }

    [Fact]
    public async Task HandleAsync_NodeGone_IsNotCalled()
    {
        await Page.DispatchAsync("start", new { work = "w" }, DeskId);
        var token = await Works["w"].Began;

        await Page.DispatchAsync("show", new { shown = false });
        await Page.DispatchAsync("show", new { shown = true });

        Assert.True(token.IsCancellationRequested);
        Works["w"].Complete("too late");
        await ExpectNothingNext();
        Assert.Empty(Log(DeskId));
    }

    [Fact]
    public async Task StartAsync_LivesAgain_TellsHandleAsyncThatItWasInterrupted()
    {
        await Page.DispatchAsync("start", new { work = "w" });

        Page = await Page.LiveAgainAsync();
        await Page.NextAsync();

        Assert.Equal(["task: Exit interrupted"], Log());
        await ExpectNothingNext();
    }
}
