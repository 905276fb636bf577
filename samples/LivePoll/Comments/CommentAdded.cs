namespace LivePoll.Comments;

/// <summary>Published to the poll's topic when someone has commented on it.</summary>
[GenerateSerializer, Immutable, Alias("live-poll.CommentAdded")]
internal sealed record CommentAdded([property: Id(0)] Comment Comment);
