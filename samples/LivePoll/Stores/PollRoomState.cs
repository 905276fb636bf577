using System.Collections.Immutable;
using Musubi;

namespace LivePoll.Stores;

/// <param name="Found">Whether there is such a poll; when not, all else is empty.</param>
internal sealed record PollRoomState(
    bool Found,
    string Question,
    int Votes,
    DateTimeOffset? CreatedAt,
    ImmutableArray<Child<PollOptionStore>> Options,
    Child<CommentsStore>? Comments)
{
    public static PollRoomState NotFound { get; } = new(false, "", 0, null, [], null);
}
