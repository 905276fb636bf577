namespace LivePoll.Stores;

/// <param name="Problem">Why the comment was refused, in words for the user; null when it was not.</param>
internal sealed record AddCommentReply(string? Problem);
