using System.Collections.Immutable;

namespace LivePoll.Polls;

/// <summary>What is stored of a poll.</summary>
/// <param name="Poll">The poll; null while it is not open.</param>
/// <param name="Choices">The option that each user chose, by user id.</param>
[GenerateSerializer, Alias("live-poll.PollState")]
internal sealed record PollState([property: Id(0)] Poll? Poll, [property: Id(1)] ImmutableDictionary<string, string> Choices)
{
    public PollState()
        : this(null, ImmutableDictionary<string, string>.Empty)
    {
    }
}
