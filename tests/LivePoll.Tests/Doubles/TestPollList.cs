using System.Collections.Immutable;
using LivePoll.Polls;

namespace LivePoll.Tests.Doubles;

/// <summary>The polls that there are when a page asks.</summary>
internal sealed class TestPollList(params ImmutableArray<Poll> polls) : IPollListGrain
{
    public Task<bool> TryPut(Poll poll) => Task.FromResult(true);

    public Task<ImmutableArray<Poll>> List() => Task.FromResult(polls);
}
