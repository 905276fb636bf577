namespace Musubi.Bench.Reports;

/// <summary>A figure measured several times.</summary>
internal readonly record struct Spread(double Least, double Median, double Greatest)
{
    public static Spread Of(IEnumerable<double> figures)
    {
        var sorted = figures.Order().ToArray();
        return new Spread(sorted[0], sorted[sorted.Length / 2], sorted[^1]);
    }
}
