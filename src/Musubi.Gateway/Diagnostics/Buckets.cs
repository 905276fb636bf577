using System.Diagnostics.Metrics;

namespace Musubi.Gateway.Diagnostics;

/// <summary>Where a histogram's buckets end, in seconds, unless the application says otherwise.</summary>
internal static class Buckets
{
    /// <summary>For what a client waits for.</summary>
    public static readonly InstrumentAdvice<double> Answer = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    };

    /// <summary>For what lasts as long as a page is open.</summary>
    public static readonly InstrumentAdvice<double> Lifetime = new()
    {
        HistogramBucketBoundaries = [0.1, 1, 10, 60, 300, 900, 3600, 14_400, 86_400],
    };
}
