using System.Diagnostics.Metrics;

namespace Musubi.Grains.Diagnostics;

/// <summary>Where a histogram's buckets end, unless the application says otherwise.</summary>
internal static class Buckets
{
    /// <summary>Seconds, for what may await the application's own I/O.</summary>
    public static readonly InstrumentAdvice<double> LongSeconds = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    /// <summary>Seconds, for what only computes.</summary>
    public static readonly InstrumentAdvice<double> ShortSeconds = new()
    {
        HistogramBucketBoundaries = [0.000005, 0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1],
    };

    public static readonly InstrumentAdvice<int> Bytes = new()
    {
        HistogramBucketBoundaries = [64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304],
    };

    public static readonly InstrumentAdvice<int> Items = new()
    {
        HistogramBucketBoundaries = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 10_000],
    };
}
