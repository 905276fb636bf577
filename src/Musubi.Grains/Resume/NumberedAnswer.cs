namespace Musubi.Grains.Resume;

/// <summary>The answer to one of a client's numbered commands.</summary>
[GenerateSerializer, Immutable, Alias("musubi.v1.NumberedAnswer")]
internal sealed record NumberedAnswer([property: Id(0)] long Number, [property: Id(1)] CommandAnswer Answer);
