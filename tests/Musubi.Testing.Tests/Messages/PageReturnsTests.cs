using Microsoft.Extensions.DependencyInjection;
using Musubi.Grains;

namespace Musubi.Testing.Tests.Messages;

/// <summary>A client that missed something, whose gateway dies, and that sends a command again. Source: docs/resume.md.</summary>
public sealed class PageReturnsTests
{
    [Fact]
    public async Task Reconnect_MissedPatches_GetsThemOnceAndInOrder()
    {
        await using var page = await RoomPage.MountAsync();
        await page.DispatchAsync("greet", new { text = "first" });
        Assert.Equal("first", page.ExpectEvent(RoomStore.Hello).Text);
        await page.DispatchAsync("greet", new { text = "second" });
        await PutAsync(page, "a");

        await page.ReconnectAsync(missed: 2);

        Assert.Equal("second", page.ExpectEvent(RoomStore.Hello).Text);
        page.ExpectNoEvent(RoomStore.Hello);
        Assert.Equal(["a"], Lines(page));
        Assert.Equal(4, page.Patches.Count);
    }

    [Fact]
    public async Task Reconnect_MissedMoreThanTheRootKeeps_GetsTheWholeStateAndHearsOfTheLoss()
    {
        await using var page = await RoomPage.MountAsync(configure: static options => options.Services.Configure<MusubiOptions>(static root => root.MaxUndeliveredPatches = 2));
        await PutAsync(page, "a");
        await PutAsync(page, "b");
        await page.DispatchAsync("rename", new { room_id = "r2" });
        await page.DispatchAsync("rename", new { room_id = "r3" });

        await page.ReconnectAsync(missed: 4);

        Assert.Equal(["again"], Lines(page));
        Assert.Equal("r3", (string?)page.Document["room_id"]);
    }

    [Fact]
    public async Task Reconnect_MissedEverything_IsAPageThatWasLoadedAnew()
    {
        await using var page = await RoomPage.MountAsync();
        await PutAsync(page, "a");

        await page.ReconnectAsync(missed: page.Patches.Count);

        Assert.Equal(["again"], Lines(page));
        Assert.Equal("r1", (string?)page.Document["room_id"]);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public async Task Reconnect_MissedWhatNeverWas_Throws(int missed)
    {
        await using var page = await RoomPage.MountAsync();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(nameof(missed), () => page.ReconnectAsync(missed: missed));
    }

    [Fact]
    public async Task KillGateway_RootGoesOn_ClientGetsItAllWhenItIsBack()
    {
        await using var page = await RoomPage.MountAsync();
        await page.KillGatewayAsync();

        await page.InfoAsync("heard");
        await page.PublishAsync("rooms", "published");

        Assert.Single(page.Patches);
        await Assert.ThrowsAsync<InvalidOperationException>(() => page.DispatchAsync("tick"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => page.RepeatLastAsync());

        await page.ReconnectAsync();

        Assert.Equal("""["heard","published"]""", page.Document["heard"]!.ToJsonString());
        await page.DispatchAsync("greet", new { text = "back" });
        Assert.Equal("back", page.ExpectEvent(RoomStore.Hello).Text);
    }

    [Fact]
    public async Task RepeatLast_AnswersAsBeforeAndRunsNothing()
    {
        await using var page = await RoomPage.MountAsync();
        await page.DispatchAsync("rename", new { room_id = "r2" });

        var again = await page.RepeatLastAsync();

        Assert.Equal("r1", again.GetProperty("was").GetString());
        Assert.Equal(2, page.Patches.Count);
    }

    [Fact]
    public async Task RepeatLast_RefusedCommand_IsRefusedAgain()
    {
        await using var page = await RoomPage.MountAsync();
        await Assert.ThrowsAsync<CommandRefusedException>(() => page.DispatchAsync("nothing"));

        var again = await Assert.ThrowsAsync<CommandRefusedException>(() => page.RepeatLastAsync());

        Assert.Equal(CommandOutcome.UnknownCommand, again.Outcome);
    }

    [Fact]
    public async Task RepeatLast_NoCommandYet_SaysSo()
    {
        await using var page = await RoomPage.MountAsync();

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => page.RepeatLastAsync());

        Assert.Contains("there is none", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LiveAgain_ClientIsAway_BringsAlongWhatItMissedAndTheAnswers()
    {
        await using var before = await RoomPage.MountAsync();
        await before.DispatchAsync("rename", new { room_id = "r2" });
        await before.KillGatewayAsync();
        await before.InfoAsync("heard");

        await using var after = await before.LiveAgainAsync();
        await after.ReconnectAsync(missed: 1);

        Assert.Equal("r1", (await after.RepeatLastAsync()).GetProperty("was").GetString());
        Assert.Equal(("r2", """["heard"]"""), ((string?)after.Document["room_id"], after.Document["heard"]!.ToJsonString()));
    }

    // Whatever happens to its socket, a client has what it would have had on one that never broke.
    [Fact]
    public async Task Reconnect_AtRandom_ClientHasWhatTheStoreRenders()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        await using var undisturbed = await RoomPage.MountAsync();
        var page = await RoomPage.MountAsync();
        for (var step = 0; step < 60; step++)
        {
            switch (random.Next(6))
            {
                case 0:
                    await page.ReconnectAsync(missed: random.Next(page.Patches.Count));
                    break;
                case 1:
                    await page.KillGatewayAsync();
                    await BothAsync(static each => each.InfoAsync("away"));
                    await page.ReconnectAsync();
                    break;
                case 2:
                    page = await page.LiveAgainAsync();
                    break;
                case 3:
                    var id = $"{random.Next(5)}";
                    await BothAsync(each => PutAsync(each, id));
                    await page.RepeatLastAsync();
                    break;
                case 4:
                    await BothAsync(static each => each.DispatchAsync("toggle_panel"));
                    break;
                default:
                    await BothAsync(static each => each.InfoAsync("heard"));
                    break;
            }

            Assert.True(undisturbed.Document.ToJsonString() == page.Document.ToJsonString(), $"Seed {seed}, step {step}: expected {undisturbed.Document.ToJsonString()}; got {page.Document.ToJsonString()}.");
            Assert.True(Lines(undisturbed).SequenceEqual(Lines(page)), $"Seed {seed}, step {step}: the client's items differ.");
        }

        await page.DisposeAsync();

        async Task BothAsync(Func<StorePage, Task> act)
        {
            await act(undisturbed);
            await act(page);
        }
    }

    private static Task<System.Text.Json.JsonElement> PutAsync(StorePage page, string id) =>
        page.DispatchAsync("put", new { lines = new[] { new { id, text = id } }, at = -1, limit = (int?)null, reset = false });

    private static IEnumerable<string> Lines(StorePage page) => page.Items(RoomStore.Lines).Select(static line => line.Id);
}
