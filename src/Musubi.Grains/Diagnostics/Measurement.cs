using System.Diagnostics.Metrics;

namespace Musubi.Grains.Diagnostics;

/// <summary>A stretch of one store's work that is being timed. Nothing at all when nobody listens.</summary>
/// <remarks>Stopped by a call and not by <c>using</c>, whose <c>finally</c> around each render and comparison the benchmark of trees shows. So
/// work that throws is not timed; its root is lost, which is counted.</remarks>
internal readonly struct Measurement
{
    private readonly Histogram<double>? _seconds;
    private readonly TimeProvider? _time;
    private readonly long _started;
    private readonly string? _module;

    public Measurement(Histogram<double> seconds, TimeProvider time, string module)
    {
        if (seconds.Enabled)
        {
            (_seconds, _time, _module) = (seconds, time, module);
            _started = time.GetTimestamp();
        }
    }

    public void Stop() => _seconds?.Record(_time!.GetElapsedTime(_started).TotalSeconds, new KeyValuePair<string, object?>(Tags.Module, _module));
}
