namespace LivePoll.Polls;

/// <summary>What a user chose. It travels among servers only: pages learn nobody's vote but their own.</summary>
[GenerateSerializer, Immutable, Alias("live-poll.Ballot")]
internal sealed record Ballot([property: Id(0)] string UserId, [property: Id(1)] string OptionId);
