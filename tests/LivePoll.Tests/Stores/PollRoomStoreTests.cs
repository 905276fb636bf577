using LivePoll.Polls;
using LivePoll.Stores;
using LivePoll.Tests.Doubles;
using Musubi;
using Musubi.Testing;

namespace LivePoll.Tests.Stores;

public sealed class PollRoomStoreTests
{
    private const string Topic = $"poll:{TestPoll.Id}";

    [Fact]
    public async Task Mount_OfAPollThatIsNotThere_FindsNone()
    {
        await using var page = await new RoomPage { Poll = new TestPoll(null) }.MountAsync();

        Assert.False(page.Render<PollRoomState>().Found);
        await page.PublishAsync(Topic, new PollChanged(TestPoll.With(1, 0), null));
        Assert.False(page.Render<PollRoomState>().Found);
    }

    [Fact]
    public async Task Mount_WithWhatIsNoId_FindsNoneAndWakesNoGrain()
    {
        var room = new RoomPage { Poll = new TestPoll(new PollView(TestPoll.With(0, 0), null)) };

        await using var page = await room.MountAsync("../secrets");

        Assert.False(page.Render<PollRoomState>().Found);
        Assert.Equal(0, room.Poll.Views);
    }

    [Fact]
    public async Task Change_OlderThanWhatIsShown_IsPassedOver()
    {
        await using var page = await new RoomPage { Poll = new TestPoll(new PollView(TestPoll.With(2, 1), null)) }.MountAsync();

        await page.PublishAsync(Topic, new PollChanged(TestPoll.With(1, 1), null));

        Assert.Equal(3, page.Render<PollRoomState>().Votes);
    }

    [Fact]
    public async Task Vote_ByACommand_GoesToThePollAndChangesNothingYet()
    {
        var room = new RoomPage();
        await using var page = await room.MountAsync();

        await page.DispatchAsync("vote", storeId: StoreId.Of(["options", "option-2"]));

        Assert.Equal([new Ballot(RoomPage.Ada.Id, "option-2")], room.Poll.Ballots);
        Assert.Equal(0, page.Render<PollRoomState>().Votes);
    }

    [Fact]
    public async Task Vote_OfTheSameUserElsewhere_IsChosenHereToo()
    {
        await using var page = await new RoomPage().MountAsync();

        await page.PublishAsync(Topic, new PollChanged(TestPoll.With(0, 1), new Ballot(RoomPage.Ada.Id, "option-2")));

        Assert.True(page.Render<PollOptionState>(StoreId.Of(["options", "option-2"])).Chosen);
    }

    [Fact]
    public async Task Lead_ThatChanges_IsToldOnce()
    {
        await using var page = await new RoomPage().MountAsync();

        await page.PublishAsync(Topic, new PollChanged(TestPoll.With(1, 0), null));
        Assert.Equal(new LeadTaken("Option 1"), page.ExpectEvent(PollRoomStore.LeadTaken));

        // Ahead still, then level, and ahead again.
        await page.PublishAsync(Topic, new PollChanged(TestPoll.With(2, 0), null));
        await page.PublishAsync(Topic, new PollChanged(TestPoll.With(2, 2), null));
        page.ExpectNoEvent(PollRoomStore.LeadTaken);
        await page.PublishAsync(Topic, new PollChanged(TestPoll.With(3, 2), null));
        Assert.Equal(new LeadTaken("Option 1"), page.ExpectEvent(PollRoomStore.LeadTaken));
    }
}
