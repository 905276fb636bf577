namespace LivePoll.Comments;

/// <summary>Published to the poll's topic when a comment's author has deleted it.</summary>
[GenerateSerializer, Immutable, Alias("live-poll.CommentDeleted")]
internal sealed record CommentDeleted([property: Id(0)] string CommentId);
