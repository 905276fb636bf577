namespace Musubi.Bench.Returns;

/// <summary>What pages see whose gateway dies.</summary>
/// <param name="Pages">How many.</param>
/// <param name="AllBack">Seconds from the death until the last page has its root back.</param>
/// <param name="LongestJoin">Seconds that the slowest of them took from its connection to its join's reply.</param>
internal sealed record GatewayDeathSample(int Pages, double AllBack, double LongestJoin);
