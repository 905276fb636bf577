namespace Musubi.Grains.Tests.Uploads;

/// <summary>That more of a file has come.</summary>
public sealed record Heard(int Progress);
