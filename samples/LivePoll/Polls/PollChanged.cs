namespace LivePoll.Polls;

/// <summary>Published whenever a poll opens or a vote moves. It carries the whole poll, so a message that is lost is made good by the next.</summary>
/// <param name="Poll">The poll after the change.</param>
/// <param name="Ballot">The vote that changed it; null when the poll opened.</param>
[GenerateSerializer, Immutable, Alias("live-poll.PollChanged")]
internal sealed record PollChanged([property: Id(0)] Poll Poll, [property: Id(1)] Ballot? Ballot)
{
    /// <summary>The topic of all polls.</summary>
    public const string AllTopic = "polls";

    /// <summary>The topic of one poll.</summary>
    public static string TopicOf(string pollId) => $"poll:{pollId}";
}
