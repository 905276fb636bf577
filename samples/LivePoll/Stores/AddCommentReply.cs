namespace LivePoll.Stores;

/// <param name="Problem">Why the comment was refused, in words for the user; null when it was not.</param>
internal sealed record AddCommentReply(string? Problem)
{
    public static AddCommentReply Added { get; } = new(Problem: null);

    public static AddCommentReply Refused(string problem) => new(problem);
}
