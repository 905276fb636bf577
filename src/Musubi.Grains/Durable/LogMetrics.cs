using System.Diagnostics.Metrics;
using Musubi.Grains.Diagnostics;

namespace Musubi.Grains.Durable;

/// <summary>What the silo measures of its storage.</summary>
internal sealed class LogMetrics
{
    private readonly TimeProvider _time;
    private readonly Histogram<double> _append;
    private readonly Histogram<int> _batch;
    private readonly Histogram<double> _load;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _fenced;
    private readonly Counter<long> _setAside;

    public LogMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(GrainMetrics.MeterName);
        _append = meter.CreateHistogram("musubi.durable.append.duration", "s", "Batches of records, from the call of the storage to its answer.", advice: Buckets.LongSeconds);
        _batch = meter.CreateHistogram("musubi.durable.append.records", "{record}", "Records in one batch.", advice: Buckets.Items);
        _load = meter.CreateHistogram("musubi.durable.load.duration", "s", "Reads of a root from the storage.", advice: Buckets.LongSeconds);
        _failures = meter.CreateCounter<long>("musubi.durable.failures", "{call}", "Calls of the storage that failed and are made again.");
        _fenced = meter.CreateCounter<long>("musubi.durable.fenced", "{root}", "Roots that were let go because another activation has taken them over.");
        _setAside = meter.CreateCounter<long>("musubi.durable.set_aside", "{root}", "Roots whose stored state could not be brought back.");
    }

    public void Appended(long started, int records)
    {
        _append.Record(_time.GetElapsedTime(started).TotalSeconds);
        _batch.Record(records);
    }

    public void Loaded(long started) => _load.Record(_time.GetElapsedTime(started).TotalSeconds);

    public void Failed() => _failures.Add(1);

    public void Fenced() => _fenced.Add(1);

    public void SetAside() => _setAside.Add(1);
}
