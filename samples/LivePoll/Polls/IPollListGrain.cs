using System.Collections.Immutable;

namespace LivePoll.Polls;

/// <summary>All polls. There is one of it.</summary>
[Alias("live-poll.IPollListGrain")]
internal interface IPollListGrain : IGrainWithStringKey
{
    const string Key = "all";

    /// <summary>Lists a poll, or takes note of its newest state.</summary>
    /// <returns>False when it is not listed yet and there are too many already.</returns>
    [Alias("TryPut")]
    Task<bool> TryPut(Poll poll);

    /// <summary>The polls, newest first.</summary>
    [Alias("List")]
    Task<ImmutableArray<Poll>> List();
}
