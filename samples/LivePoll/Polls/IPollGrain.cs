namespace LivePoll.Polls;

/// <summary>One poll, by its id.</summary>
[Alias("live-poll.IPollGrain")]
internal interface IPollGrain : IGrainWithStringKey
{
    /// <summary>Opens the poll, and lists it.</summary>
    /// <returns>False when there are too many polls.</returns>
    [Alias("Open")]
    Task<bool> Open(Poll poll);

    /// <summary>The poll, as this user finds it; null when it does not exist.</summary>
    [Alias("View")]
    Task<PollView?> View(string userId);

    /// <summary>Gives a user's one vote to an option, or moves it there.</summary>
    [Alias("Vote")]
    Task Vote(Ballot ballot);
}
