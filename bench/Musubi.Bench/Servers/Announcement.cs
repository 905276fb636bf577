namespace Musubi.Bench.Servers;

/// <summary>Raises the counter of every page by one.</summary>
[GenerateSerializer, Immutable, Alias("bench.v1.Announcement")]
public sealed record Announcement;
