namespace Musubi.Bench.Reports;

/// <summary>Bars of one scale.</summary>
/// <param name="Title">What their lengths mean, unit first.</param>
/// <param name="Format">How a figure is written.</param>
/// <param name="Bars">From top to bottom.</param>
internal sealed record BarPanel(string Title, string Format, IReadOnlyList<Bar> Bars);
