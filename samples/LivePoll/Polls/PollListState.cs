using System.Collections.Immutable;

namespace LivePoll.Polls;

/// <summary>What is stored of the list.</summary>
[GenerateSerializer, Alias("live-poll.PollListState")]
internal sealed record PollListState([property: Id(0)] ImmutableArray<Poll> Polls)
{
    public PollListState()
        : this([])
    {
    }
}
