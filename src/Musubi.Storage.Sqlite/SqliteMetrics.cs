using System.Diagnostics.Metrics;

namespace Musubi.Storage.Sqlite;

/// <summary>What this storage measures beside what the silo measures of any storage.</summary>
internal sealed class SqliteMetrics
{
    public const string MeterName = "Musubi.Storage.Sqlite";

    private readonly TimeProvider _time;
    private readonly Histogram<double> _commit;
    private readonly Histogram<int> _records;
    private readonly Histogram<long> _size;
    private readonly Counter<long> _failures;

    public SqliteMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(MeterName);
        _commit = meter.CreateHistogram("musubi.sqlite.commit.duration", "s", "Transactions, from their begin until they are on the disk.", advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
        });
        _records = meter.CreateHistogram("musubi.sqlite.append.records", "{record}", "Records in one append.", advice: new InstrumentAdvice<int>
        {
            HistogramBucketBoundaries = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000],
        });
        _size = meter.CreateHistogram("musubi.sqlite.append.size", "By", "Bytes of the records in one append.", advice: new InstrumentAdvice<long>
        {
            HistogramBucketBoundaries = [256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304],
        });
        _failures = meter.CreateCounter<long>("musubi.sqlite.failures", "{transaction}", "Transactions that failed, and were rolled back.");
    }

    /// <returns>What <see cref="Committed"/> takes; 0 when nobody listens.</returns>
    public long Begin() => _commit.Enabled ? _time.GetTimestamp() : 0;

    public void Committed(long started)
    {
        if (started != 0)
        {
            _commit.Record(_time.GetElapsedTime(started).TotalSeconds);
        }
    }

    public void Appended(int records, long bytes)
    {
        _records.Record(records);
        _size.Record(bytes);
    }

    public void Failed() => _failures.Add(1);
}
