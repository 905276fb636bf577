using System.Collections.Immutable;

namespace LivePoll.Polls;

/// <inheritdoc cref="IPollListGrain"/>
internal sealed class PollListGrain([PersistentState("polls")] IPersistentState<PollListState> storage) : Grain, IPollListGrain
{
    private const int MaxPolls = 100;

    public async Task<bool> TryPut(Poll poll)
    {
        var polls = storage.State.Polls.Put(poll);
        if (polls.Length > MaxPolls)
        {
            return false;
        }

        storage.State = new PollListState(polls);
        await storage.WriteStateAsync();
        return true;
    }

    public Task<ImmutableArray<Poll>> List() => Task.FromResult(storage.State.Polls);
}
