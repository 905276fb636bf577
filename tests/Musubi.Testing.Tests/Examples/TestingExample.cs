namespace Musubi.Testing.Tests.Examples;

public sealed class TestingExample
{
    [Fact]
    public async Task Cart_MoreOfALine_IsOneSmallPatch()
    {
        // docs:dispatch
        await using var page = await StorePage.MountAsync<CartStore>(new { products = new[] { "tea", "milk" } });
        var milk = StoreId.Of("lines", "milk");

        await page.DispatchAsync("more", storeId: milk);

        Assert.Equal(new LineState("milk", 2), page.Render<LineState>(milk));
        Assert.Equal("""[{"op":"replace","path":"/lines/1/quantity","value":2}]""", page.Json(page.LastPatch.Ops));
        // docs:end
    }

    [Fact]
    public async Task Clock_Waits_WithoutWaiting()
    {
        // docs:time
        await using var page = await StorePage.MountAsync<ClockStore>();

        await page.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal(3600, page.Render<ClockState>().Ticks);
        // docs:end
    }

    [Fact]
    public async Task Clock_Moved_GoesOn()
    {
        // docs:live-again
        await using var before = await StorePage.MountAsync<ClockStore>();
        await before.AdvanceAsync(TimeSpan.FromSeconds(5));

        await using var after = await before.LiveAgainAsync();
        await after.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(6, after.Render<ClockState>().Ticks);
        // docs:end
    }
}
