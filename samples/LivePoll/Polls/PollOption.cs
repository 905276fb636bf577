namespace LivePoll.Polls;

/// <summary>One answer that voters may choose.</summary>
[GenerateSerializer, Immutable, Alias("live-poll.PollOption")]
internal sealed record PollOption([property: Id(0)] string Id, [property: Id(1)] string Label, [property: Id(2)] int Votes);
