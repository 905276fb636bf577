namespace Musubi.Bench.Reports;

/// <summary>One bar of a plot.</summary>
/// <param name="Name">What it is of.</param>
/// <param name="Figure">Its length, and the range that is drawn over it.</param>
/// <param name="Ours">Whether it stands out.</param>
internal sealed record Bar(string Name, Spread Figure, bool Ours);
