namespace Musubi.Bench.Returns;

/// <summary>What moving the roots of a silo that stops takes.</summary>
/// <param name="Roots">How many it had.</param>
/// <param name="Stop">Seconds from its being asked to stop until its process has ended.</param>
/// <param name="LongestCall">Seconds that the slowest command took which pages sent one after the other meanwhile.</param>
internal sealed record MoveSample(long Roots, double Stop, double LongestCall);
