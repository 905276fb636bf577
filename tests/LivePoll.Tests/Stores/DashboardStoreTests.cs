using LivePoll.Polls;
using LivePoll.Stores;
using LivePoll.Tests.Doubles;
using Microsoft.Extensions.DependencyInjection;
using Musubi.Testing;

namespace LivePoll.Tests.Stores;

public sealed class DashboardStoreTests
{
    private static readonly object Lunch = new { question = " Lunch? ", options = new[] { "Soup", "", "Salad" } };

    [Fact]
    public async Task Polls_ThatOpenOrChange_AreShownAsTheyAreLast()
    {
        await using var page = await MountAsync(new TestPoll(null), new TestPollList(TestPoll.With(1, 0)));

        await page.PublishAsync(PollChanged.AllTopic, new PollChanged(TestPoll.With(0, 0) with { Id = "another" }, null));
        await page.PublishAsync(PollChanged.AllTopic, new PollChanged(TestPoll.With(2, 1), null));
        // An older word that was overtaken.
        await page.PublishAsync(PollChanged.AllTopic, new PollChanged(TestPoll.With(1, 1), null));

        Assert.Equal([("another", 0), (TestPoll.Id, 3)], page.Render<DashboardState>().Polls.Select(static card => (card.Id, card.Votes)));
    }

    [Fact]
    public async Task Poll_ThatOpensBetweenTheReadAndTheMountsEnd_IsShown()
    {
        await using var page = await StorePage.MountAsync<DashboardStore>(configure: options =>
        {
            var list = new TestPollList(TestPoll.With(1, 0))
            {
                OnRead = () => options.PublishAsync(PollChanged.AllTopic, new PollChanged(TestPoll.With(0, 0) with { Id = "another" }, null)),
            };
            options.Services.AddSingleton(TestGrains.Of(new TestPoll(null), list));
        });

        Assert.Equal(["another", TestPoll.Id], page.Render<DashboardState>().Polls.Select(static card => card.Id));
    }

    [Fact]
    public async Task CreatePoll_WithAQuestion_OpensIt()
    {
        var polls = new TestPoll(null);
        await using var page = await MountAsync(polls, new TestPollList());

        var reply = await page.DispatchAsync<CreatePollReply>("create_poll", Lunch);

        var opened = Assert.Single(polls.Opened);
        Assert.Equal(CreatePollReply.Created(opened.Id), reply);
        Assert.Equal("Lunch?", opened.Question);
        Assert.Equal(["Soup", "Salad"], opened.Options.Select(static option => option.Label));
    }

    [Fact]
    public async Task CreatePoll_WithOneOption_IsRefused()
    {
        var polls = new TestPoll(null);
        await using var page = await MountAsync(polls, new TestPollList());

        var reply = await page.DispatchAsync<CreatePollReply>("create_poll", new { question = "Lunch?", options = new[] { "Soup" } });

        Assert.NotNull(reply.Problem);
        Assert.Empty(polls.Opened);
    }

    [Fact]
    public async Task CreatePoll_OneTooMany_IsRefused()
    {
        await using var page = await MountAsync(new TestPoll(null) { IsFull = true }, new TestPollList());

        var reply = await page.DispatchAsync<CreatePollReply>("create_poll", Lunch);

        Assert.Null(reply.PollId);
        Assert.NotNull(reply.Problem);
    }

    private static Task<StorePage> MountAsync(TestPoll polls, TestPollList list) =>
        StorePage.MountAsync<DashboardStore>(configure: options => options.Services.AddSingleton(TestGrains.Of(polls, list)));
}
