using System.Diagnostics;
using Musubi.Diagnostics;

namespace Musubi.Grains.Diagnostics;

/// <summary>What the silo traces: the cycles of its roots.</summary>
internal static class GrainActivities
{
    public const string SourceName = "Musubi.Grains";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>The activity that this call comes from, for what waits before it is handled; default when nobody asks.</summary>
    public static ActivityContext Caller() => Source.HasListeners() ? CallTrace.Caller() : default;

    /// <summary>Starts a cycle as a part of its caller's trace, and takes it along in the calls that the cycle makes.</summary>
    public static Activity? StartCycle(string name, string root) =>
        Source.HasListeners() ? StartCycle(name, root, CallTrace.Caller()) : null;

    /// <summary>Starts a cycle as a part of the trace that caused it, however long ago.</summary>
    public static Activity? StartCycle(string name, string root, ActivityContext cause)
    {
        // Without a cause it is a trace of its own, whatever the turn's thread has been at before.
        Activity.Current = null;
        var activity = Source.StartActivity(name, ActivityKind.Internal, cause);
        activity?.SetTag(Tags.Root, root);
        CallTrace.Carry(activity);
        return activity;
    }

    /// <summary>Starts a step of the cycle that is being traced.</summary>
    public static Activity? StartStep(string name) => Source.HasListeners() && Activity.Current?.Source == Source ? Source.StartActivity(name) : null;
}
