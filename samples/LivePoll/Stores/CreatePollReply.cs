namespace LivePoll.Stores;

/// <param name="PollId">The new poll; null when it was refused.</param>
/// <param name="Problem">Why it was refused, in words for the user; null when it was not.</param>
internal sealed record CreatePollReply(string? PollId, string? Problem)
{
    public static CreatePollReply Created(string pollId) => new(pollId, null);

    public static CreatePollReply Refused(string problem) => new(null, problem);
}
