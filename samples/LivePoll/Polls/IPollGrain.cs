using System.Collections.Immutable;

namespace LivePoll.Polls;

/// <summary>One poll, by its id.</summary>
[Alias("live-poll.IPollGrain")]
internal interface IPollGrain : IGrainWithStringKey
{
    /// <summary>Opens the poll, and lists it.</summary>
    /// <param name="poll">The poll.</param>
    /// <param name="choices">The option that each user has chosen already, by user id; null when nobody has.</param>
    /// <returns>False when there are too many polls.</returns>
    [Alias("Open")]
    Task<bool> Open(Poll poll, ImmutableDictionary<string, string>? choices = null);

    /// <summary>The poll, as this user finds it; null when it does not exist.</summary>
    [Alias("View")]
    Task<PollView?> View(string userId);

    /// <summary>Gives a user's one vote to an option, or moves it there.</summary>
    [Alias("Vote")]
    Task Vote(Ballot ballot);
}
