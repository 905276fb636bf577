using System.Collections.Immutable;

namespace LivePoll.Comments;

/// <summary>What is stored of a poll's comments.</summary>
[GenerateSerializer, Alias("live-poll.CommentListState")]
internal sealed record CommentListState([property: Id(0)] ImmutableArray<Comment> Comments)
{
    public CommentListState()
        : this([])
    {
    }
}
