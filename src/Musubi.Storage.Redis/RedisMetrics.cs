using System.Diagnostics.Metrics;
using Musubi.Durable;

namespace Musubi.Storage.Redis;

/// <summary>What this storage measures beside what the silo measures of any storage.</summary>
internal sealed class RedisMetrics
{
    public const string MeterName = "Musubi.Storage.Redis";

    private readonly TimeProvider _time;
    private readonly Histogram<double> _append;
    private readonly Histogram<long> _size;
    private readonly Counter<long> _failures;

    public RedisMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(MeterName);
        _append = meter.CreateHistogram<double>("musubi.redis.append.duration", "s", "Appends, until all records are answered.");
        _size = meter.CreateHistogram<long>("musubi.redis.append.size", "By", "Bytes of the records in one append.");
        _failures = meter.CreateCounter<long>("musubi.redis.failures", "{call}", "Calls that failed or took too long.");
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
