using System.Collections.Immutable;
using Musubi;

namespace LivePoll.Polls;

/// <inheritdoc cref="IPollGrain"/>
internal sealed class PollGrain([PersistentState("poll")] IPersistentState<PollState> storage) : Grain, IPollGrain
{
    public async Task<bool> Open(Poll poll, ImmutableDictionary<string, string>? choices)
    {
        storage.State = new PollState(poll, choices ?? []);
        await storage.WriteStateAsync();
        if (await Polls.TryPut(poll))
        {
            await Publish(poll, null);
            return true;
        }

        await storage.ClearStateAsync();
        return false;
    }

    public Task<PollView?> View(string userId) => Task.FromResult(storage.State.Poll is { } poll
        ? new PollView(poll, storage.State.Choices.GetValueOrDefault(userId))
        : null);

    public async Task Vote(Ballot ballot)
    {
        var (poll, choices) = storage.State;
        var before = choices.GetValueOrDefault(ballot.UserId);
        if (poll is null || before == ballot.OptionId || poll.Options.All(option => option.Id != ballot.OptionId))
        {
            return;
        }

        poll = poll.Move(before, ballot.OptionId);
        storage.State = new PollState(poll, choices.SetItem(ballot.UserId, ballot.OptionId));
        await storage.WriteStateAsync();
        // The list first: who mounts between the two then finds the vote in it.
        await Polls.TryPut(poll);
        await Publish(poll, ballot);
    }

    private IPollListGrain Polls => GrainFactory.GetGrain<IPollListGrain>(IPollListGrain.Key);

    private async Task Publish(Poll poll, Ballot? ballot)
    {
        var change = new PollChanged(poll, ballot);
        await GrainFactory.PublishAsync(PollChanged.TopicOf(poll.Id), change);
        await GrainFactory.PublishAsync(PollChanged.AllTopic, change);
    }
}
