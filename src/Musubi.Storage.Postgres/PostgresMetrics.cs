using System.Diagnostics.Metrics;
using Musubi.Durable;

namespace Musubi.Storage.Postgres;

/// <summary>What this storage measures beside what the silo measures of any storage.</summary>
internal sealed class PostgresMetrics
{
    public const string MeterName = "Musubi.Storage.Postgres";

    private readonly TimeProvider _time;
    private readonly Histogram<double> _append;
    private readonly Histogram<long> _size;
    private readonly Counter<long> _failures;

    public PostgresMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(MeterName);
        _append = meter.CreateHistogram<double>("musubi.postgres.append.duration", "s", "Appends, from the wait for a connection until they are committed.");
        _size = meter.CreateHistogram<long>("musubi.postgres.append.size", "By", "Bytes of the records in one append.");
        _failures = meter.CreateCounter<long>("musubi.postgres.failures", "{call}", "Calls that failed or took too long.");
    }

    public long Begin() => _time.GetTimestamp();

    public void Appended(long started, IReadOnlyList<RootAppend> batch)
    {
        _append.Record(_time.GetElapsedTime(started).TotalSeconds);
        if (_size.Enabled)
        {
            _size.Record(batch.Sum(static append => (long)append.Data.Length));
        }
    }

    public void Failed() => _failures.Add(1);
}
