namespace LivePoll.Polls;

/// <summary>A poll as one user finds it.</summary>
/// <param name="Poll">The poll.</param>
/// <param name="Choice">The id of the option that the user chose; null for none.</param>
[GenerateSerializer, Immutable, Alias("live-poll.PollView")]
internal sealed record PollView([property: Id(0)] Poll Poll, [property: Id(1)] string? Choice);
