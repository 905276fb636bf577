using System.Text.Json;
using Musubi.Testing;

namespace Musubi.Grains.Tests.Timers;

public sealed class SendAfterTests : IAsyncLifetime
{
    private static readonly StoreId Ticking = StoreId.Of("ticking");

    private StorePage _page = null!;

    private IEnumerable<string> Log => _page.Render<TimerStore.State>().Log;

    public async ValueTask InitializeAsync() => _page = await StorePage.MountAsync<TimerStore>();

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public async Task SendAfter_Due_ReachesHandleInfoAndNotBefore()
    {
        await Later("tea", 5);

        await Advance(4.999);
        Assert.Empty(Log);

        await Advance(0.001);
        Assert.Equal("""[{"op":"add","path":"/log/0","value":"tea"}]""", _page.Json(_page.LastPatch.Ops));
        await Advance(100);
        Assert.Equal(["tea"], Log);
    }

    [Fact]
    public async Task SendAfter_FromAChildOfARootWithoutHandleInfo_IsAnErrorThatNamesIt()
    {
        await using var page = await StorePage.MountAsync<DeafStore>();

        var crash = await Assert.ThrowsAsync<StoreCrashedException>(() => page.DispatchAsync("later", new { text = "tea", seconds = 1 }, Ticking));

        Assert.Contains($"{typeof(DeafStore)} has none. Expected the root to override it", crash.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAfter_WhatCannotBeSerialized_IsAnErrorAtOnceAndNotWhenTheRootMoves()
    {
        var crash = await Assert.ThrowsAsync<StoreCrashedException>(() => _page.DispatchAsync("later_unserializable"));

        Assert.Contains(
            $"{typeof(TimerStore)} sends itself a {typeof(TimerStore.Unserializable)} later, which cannot be serialized. Expected plain data, or a type with [GenerateSerializer].",
            crash.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAfter_FromAChild_ReachesTheRootsHandleInfo()
    {
        await Later("tea", 5, Ticking);

        await Advance(5);

        Assert.Equal(["tea"], Log);
    }

    [Fact]
    public async Task SendAfter_ZeroDelay_IsAMessageOfItsOwn()
    {
        var patches = _page.Patches.Count;
        await Later("tea", 0);
        Assert.Equal(patches, _page.Patches.Count);

        await Advance(0);

        Assert.Equal(["tea"], Log);
    }

    [Fact]
    public async Task SendAfter_SeveralTimers_ComeInTheOrderTheyAreDue()
    {
        await Later("late", 3);
        await Later("early", 1);
        await Later("between", 2, Ticking);

        await Advance(3);

        Assert.Equal(["early", "between", "late"], Log);
    }

    [Fact]
    public async Task SendAfter_EqualMessages_AreTwoTimers()
    {
        await Later("tea", 5);
        await Later("tea", 5);

        await Advance(5);

        Assert.Equal(["tea", "tea"], Log);
    }

    [Fact]
    public async Task SendAfter_InHandleInfo_TicksOn()
    {
        await Later("again", 1);

        await Advance(3);

        Assert.Equal(["again", "again", "again"], Log);
    }

    [Fact]
    public async Task SendAfter_SameName_ReplacesTheTimer()
    {
        await Later("tea", 5, name: "order");
        await Advance(3);

        await Later("cake", 5, name: "order");

        await Advance(4.9);
        Assert.Empty(Log);
        await Advance(0.1);
        Assert.Equal(["cake"], Log);
    }

    [Fact]
    public async Task SendAfter_NameOfATimerThatFired_SetsAnother()
    {
        await Later("tea", 5, name: "order");
        await Advance(5);
        await Later("cake", 5, name: "order");

        await Advance(5);

        Assert.Equal(["tea", "cake"], Log);
    }

    [Fact]
    public async Task CancelTimer_BeforeItIsDue_KeepsItSilent()
    {
        await Later("tea", 5, name: "order");

        await _page.DispatchAsync("cancel", new { name = "order" });

        await Advance(5);
        Assert.Empty(Log);
    }

    [Fact]
    public async Task CancelTimer_DueButNotHandledYet_KeepsItSilent()
    {
        await Later("tea", 5, name: "order");
        _page.Clock.Advance(TimeSpan.FromSeconds(5));

        await _page.DispatchAsync("cancel", new { name = "order" });

        await Advance(0);
        Assert.Empty(Log);
    }

    [Fact]
    public async Task CancelTimer_OfAnotherStore_DoesNothing()
    {
        await Later("tea", 5, name: "order");
        await Later("cake", 5, Ticking, "order");

        await _page.DispatchAsync("cancel", new { name = "order" }, Ticking);
        await _page.DispatchAsync("cancel", new { name = "other" });

        await Advance(5);
        Assert.Equal(["tea"], Log);
    }

    [Fact]
    public async Task SendAfter_CallbackThrows_SetsNothing()
    {
        _page.AllowErrors();
        await _page.DispatchAsync("start");
        await _page.NextAsync();

        await Advance(0);
        Assert.Empty(Log);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SendAfter_NodeDropped_StaysSilent(bool due)
    {
        await Later("tea", 5, Ticking);
        await Later("cake", 5, Ticking);
        if (due)
        {
            _page.Clock.Advance(TimeSpan.FromSeconds(5));
        }

        await _page.DispatchAsync("show", new { shown = false });
        await _page.DispatchAsync("show", new { shown = true });

        await Advance(5);
        Assert.Empty(Log);
    }

    [Fact]
    public async Task SendAfter_LivesAgain_WaitsForTheRestOfTheTime()
    {
        await Later("tea", 5);
        await Later("cake", 6, Ticking, "order");
        await Advance(3);

        _page = await _page.LiveAgainAsync();

        await Advance(1.9);
        Assert.Empty(Log);
        await Advance(0.1);
        Assert.Equal(["tea"], Log);
        await Advance(1);
        Assert.Equal(["tea", "cake"], Log);
    }

    [Fact]
    public async Task SendAfter_LivesAgain_CanStillBeCancelled()
    {
        await Later("tea", 5, name: "order");
        _page = await _page.LiveAgainAsync();

        await _page.DispatchAsync("cancel", new { name = "order" });

        await Advance(5);
        Assert.Empty(Log);
    }

    [Fact]
    public async Task SendAfter_DueBeforeItLivesAgain_FiresAtOnce()
    {
        await Later("tea", 5);
        _page.Clock.Advance(TimeSpan.FromSeconds(9));

        _page = await _page.LiveAgainAsync();
        await Advance(0);

        Assert.Equal(["tea"], Log);
    }

    [Fact]
    public async Task HandleInfo_ThrowsAtATimersMessage_CrashesTheRoot()
    {
        await Later("throw", 5);

        await Assert.ThrowsAsync<StoreCrashedException>(() => Advance(5));
    }

    private Task<JsonElement> Later(string text, double seconds, StoreId storeId = default, string? name = null) =>
        _page.DispatchAsync("later", new { text, seconds, name }, storeId);

    private Task Advance(double seconds) => _page.AdvanceAsync(TimeSpan.FromSeconds(seconds));
}
