using System.Collections.Immutable;
using LivePoll.Polls;

namespace LivePoll.Tests.Doubles;

/// <summary>The polls that there are when a page asks.</summary>
internal sealed class TestPollList(params ImmutableArray<Poll> polls) : IPollListGrain
{
    /// <summary>What happens when the list has been read, and before its reader has it.</summary>
    public Func<Task> OnRead { get; set; } = static () => Task.CompletedTask;

    public Task<bool> TryPut(Poll poll) => Task.FromResult(true);

    public async Task<ImmutableArray<Poll>> List()
    {
        await OnRead();
        return polls;
    }
}
