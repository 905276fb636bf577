using System.Collections.Immutable;

namespace LivePoll.Audiences;

/// <summary>Who looks at a poll, in order of arrival. Also the message that is published when that changes.</summary>
/// <param name="Viewers">Each viewer once, however many pages they have open.</param>
/// <param name="Revision">Grows with each change, as in <see cref="Polls.Poll"/>.</param>
[GenerateSerializer, Immutable, Alias("live-poll.Audience")]
internal sealed record Audience([property: Id(0)] ImmutableArray<Viewer> Viewers, [property: Id(1)] long Revision)
{
    public static Audience Empty { get; } = new([], 0);

    /// <summary>The topic of one poll's audience.</summary>
    public static string TopicOf(string pollId) => $"audience:{pollId}";
}
