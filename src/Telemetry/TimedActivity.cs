using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Musubi.Diagnostics;

/// <summary>Something that is done for a root, timed and traced until it has an outcome. Disposing it ends the activity.</summary>
/// <remarks>Where nobody listens the clock is not read. The default value measures nothing. What can be an outcome is the business of whoever has one of these in it.</remarks>
internal readonly struct TimedActivity : IDisposable
{
    /// <summary>The tag with the root's module.</summary>
    public const string RootTag = "musubi.root";

    /// <summary>The tag with the outcome.</summary>
    public const string OutcomeTag = "musubi.outcome";

    private readonly Histogram<double>? _seconds;
    private readonly TimeProvider _time;
    private readonly string _root;
    private readonly long _started;

    public TimedActivity(Histogram<double> seconds, TimeProvider time, string root, Activity? activity)
    {
        (_time, _root, Activity) = (time, root, activity);
        if (seconds.Enabled)
        {
            _seconds = seconds;
            _started = time.GetTimestamp();
        }
    }

    /// <summary>The activity; null when nobody traces it.</summary>
    public Activity? Activity { get; }

    /// <summary>Writes the outcome down.</summary>
    /// <param name="outcome">The outcome, a member of a closed set.</param>
    /// <param name="failed">Whether it is an error.</param>
    /// <param name="key">Another tag of the measurement and of the activity.</param>
    /// <param name="value">That tag's value; null for no such tag.</param>
    public void End(string outcome, bool failed, string key = "", string? value = null)
    {
        if (_seconds is not null)
        {
            var tags = new TagList { { RootTag, _root }, { OutcomeTag, outcome } };
            if (value is not null)
            {
                tags.Add(key, value);
            }

            _seconds.Record(_time.GetElapsedTime(_started).TotalSeconds, tags);
        }

        if (Activity is not null)
        {
            Activity.SetTag(OutcomeTag, outcome);
            if (value is not null)
            {
                Activity.SetTag(key, value);
            }

            if (failed)
            {
                Activity.SetStatus(ActivityStatusCode.Error);
            }
        }
    }

    public void Dispose() => Activity?.Dispose();
}
