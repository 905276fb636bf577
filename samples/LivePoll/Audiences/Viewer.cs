namespace LivePoll.Audiences;

/// <summary>Someone who looks at a poll, as others see them.</summary>
/// <param name="Key">Tells viewers apart.</param>
/// <param name="Name">Their name.</param>
[GenerateSerializer, Immutable, Alias("live-poll.Viewer")]
internal sealed record Viewer([property: Id(0)] string Key, [property: Id(1)] string Name);
