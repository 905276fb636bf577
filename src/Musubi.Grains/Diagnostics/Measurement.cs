using System.Diagnostics.Metrics;

namespace Musubi.Grains.Diagnostics;

/// <summary>A stretch of one store's work that is being timed; disposing it ends it. Nothing at all when nobody listens.</summary>
internal readonly struct Measurement : IDisposable
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

    public void Dispose() => _seconds?.Record(_time!.GetElapsedTime(_started).TotalSeconds, new KeyValuePair<string, object?>(Tags.Module, _module));
}
