using System.Diagnostics;
using Orleans.Diagnostics;

namespace Musubi.Diagnostics;

/// <summary>Takes a trace across grain calls, in Orleans' request context.</summary>
/// <remarks>
/// Orleans does the same, in the same form, where an application asks for it and listens to Orleans' own activities. Here it happens whenever
/// there is a trace at all, so that an application has nothing to switch on; and when it has, the activities of the calls
/// stand between ours, in the same trace.
/// </remarks>
internal static class CallTrace
{
    /// <summary>Takes the activity along in the calls that this method, or the one it is called by, goes on to make.</summary>
    public static void Carry(Activity? activity)
    {
        if (activity is not null)
        {
            DistributedContextPropagator.Current.Inject(activity, null, static (_, key, value) => RequestContext.Set(key, value));
        }
    }

    /// <summary>The activity that this call comes from; default when it comes from none.</summary>
    public static ActivityContext Caller()
    {
        DistributedContextPropagator.Current.ExtractTraceIdAndState(null, Read, out var parent, out var state);

        // What is current here may have come from anywhere: only Orleans' own activity for this very call is nearer than its caller.
        if (Activity.Current is { Source.Name: ActivitySources.ApplicationGrainActivitySourceName, Kind: ActivityKind.Server } call && call.ParentId == parent)
        {
            return call.Context;
        }

        return ActivityContext.TryParse(parent, state, isRemote: true, out var caller) ? caller : default;
    }

    /// <summary>Takes another activity than this call's for its caller's, from here to the end of the method that asks for it.</summary>
    public static void Continue(ActivityContext caller)
    {
        RequestContext.Remove("traceparent");
        RequestContext.Remove("tracestate");
        if (caller != default)
        {
            RequestContext.Set("traceparent", $"00-{caller.TraceId}-{caller.SpanId}-{(int)caller.TraceFlags:x2}");
            if (caller.TraceState is { } state)
            {
                RequestContext.Set("tracestate", state);
            }
        }
    }

    private static void Read(object? carrier, string key, out string? value, out IEnumerable<string>? values)
    {
        value = RequestContext.Get(key) as string;
        values = null;
    }
}
