using System.Collections.Immutable;
using LivePoll.Polls;

namespace LivePoll.Stores;

/// <summary>A poll on the dashboard.</summary>
internal sealed record PollCard(string Id, string Question, int Votes, ImmutableArray<PollCardOption> Options, DateTimeOffset CreatedAt)
{
    public static PollCard Of(Poll poll) => new(
        poll.Id,
        poll.Question,
        poll.Votes,
        [.. poll.Options.Select(static option => new PollCardOption(option.Label, option.Votes))],
        poll.CreatedAt);
}
