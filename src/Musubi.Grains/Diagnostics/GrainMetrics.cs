using System.Diagnostics;
using System.Diagnostics.Metrics;
using Musubi.Diagnostics;

namespace Musubi.Grains.Diagnostics;

/// <summary>What the silo measures.</summary>
/// <remarks>
/// Every tag is a name that the application declares, or a member of a closed set: never what a client chose, whose number has no bound.
/// Nothing here allocates, and where nobody listens not even the clock is read.
/// </remarks>
internal sealed class GrainMetrics
{
    public const string MeterName = "Musubi.Grains";

    private readonly TimeProvider _time;
    private readonly Histogram<double> _mount;
    private readonly Histogram<double> _command;
    private readonly Histogram<double> _message;
    private readonly Histogram<double> _render;
    private readonly Histogram<double> _resolve;
    private readonly Histogram<double> _validate;
    private readonly Histogram<double> _diff;
    private readonly Histogram<int> _patchSize;
    private readonly Counter<long> _patchOperations;
    private readonly Histogram<int> _streamFlush;
    private readonly Counter<long> _asyncStarted;
    private readonly Histogram<double> _async;
    private readonly Counter<long> _handlerFailures;
    private readonly Counter<long> _authDenied;
    private readonly Counter<long> _withoutTarget;
    private readonly Counter<long> _terminations;
    private readonly Counter<long> _sleeps;
    private readonly Counter<long> _pushesDropped;
    private readonly Counter<long> _messagesDropped;

    public GrainMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(MeterName);
        _mount = Seconds("musubi.mount.duration", "Mounts of roots, from the call to the first patch.", Buckets.LongSeconds);
        _command = Seconds("musubi.command.duration", "Commands, from the call to the patch.", Buckets.LongSeconds);
        _message = Seconds("musubi.message.duration", "Messages that are no command, from their receipt to the patch.", Buckets.LongSeconds);
        _render = Seconds("musubi.render.duration", "Renders of single stores.", Buckets.ShortSeconds);
        _resolve = Seconds("musubi.resolve.duration", "Finding the children that a render places, and bringing them up to date.", Buckets.ShortSeconds);
        _validate = Seconds("musubi.validate.duration", "Checks that what a store assigned can be saved.", Buckets.ShortSeconds);
        _diff = Seconds("musubi.diff.duration", "Comparisons of a store's render with the one before.", Buckets.ShortSeconds);
        _patchSize = meter.CreateHistogram("musubi.patch.size", "By", "Size of patches.", advice: Buckets.Bytes);
        _patchOperations = meter.CreateCounter<long>("musubi.patch.operations", "{operation}", "What patches are made of.");
        _streamFlush = meter.CreateHistogram("musubi.stream.flush.operations", "{operation}", "Operations of one store's streams in one patch.", advice: Buckets.Items);
        _asyncStarted = meter.CreateCounter<long>("musubi.async.started", "{task}", "Work started off the root's turn.");
        _async = Seconds("musubi.async.duration", "Work off the root's turn, from its start to its one end.", Buckets.LongSeconds);
        _handlerFailures = meter.CreateCounter<long>("musubi.async.handler_failures", "{result}", "Results of such work for which a store's HandleAsync threw.");
        _authDenied = meter.CreateCounter<long>("musubi.auth.denied", "{command}", "Commands that a hook or an attribute denied.");
        _withoutTarget = meter.CreateCounter<long>("musubi.send_update.without_target", "{update}", "Updates for stores that are not mounted.");
        _terminations = meter.CreateCounter<long>("musubi.root.terminations", "{root}", "Roots that ended.");
        _sleeps = meter.CreateCounter<long>("musubi.root.sleeps", "{root}", "Durable roots that were idle and left the silo's memory.");
        meter.CreateObservableUpDownCounter("musubi.sleeping_subscriptions", () => SleepingSubscriptions(), "{subscription}", "Topics that this silo hears for roots that sleep.");
        _pushesDropped = meter.CreateCounter<long>("musubi.pushes.dropped", "{push}", "Pushes not sent, because their gateway takes too few.");
        _messagesDropped = meter.CreateCounter<long>("musubi.messages.dropped", "{message}", "Messages from outside not handled, because too many waited for their root.");

        Histogram<double> Seconds(string name, string description, InstrumentAdvice<double> buckets) =>
            meter.CreateHistogram(name, "s", description, advice: buckets);
    }

    public Cycle Mounting(string root) => new(_mount, _time, root, GrainActivities.StartCycle("musubi.mount", root));

    public Cycle Commanding(string root) => new(_command, _time, root, GrainActivities.StartCycle("musubi.command", root));

    public Cycle Receiving(string root) => new(_message, _time, root, GrainActivities.StartCycle("musubi.message", root));

    public Cycle Receiving(string root, ActivityContext cause) => new(_message, _time, root, GrainActivities.StartCycle("musubi.message", root, cause));

    public Measurement Rendering(string module) => new(_render, _time, module);

    public Measurement Resolving(string module) => new(_resolve, _time, module);

    public Measurement Validating(string module) => new(_validate, _time, module);

    public Measurement Diffing(string module) => new(_diff, _time, module);

    /// <summary>Counts one patch.</summary>
    public void PatchBuilt(PatchEnvelope patch, string root, int ops, int streamOps = 0, int uploadOps = 0, int events = 0)
    {
        if (_patchSize.Enabled)
        {
            _patchSize.Record(
                patch.Ops.Length + patch.StreamOps.Length + patch.UploadOps.Length + patch.Events.Length,
                new KeyValuePair<string, object?>(Tags.Root, root));
        }

        if (_patchOperations.Enabled)
        {
            Count(ops, "op");
            Count(streamOps, "stream_op");
            Count(uploadOps, "upload_op");
            Count(events, "event");
        }

        void Count(int operations, string kind)
        {
            if (operations > 0)
            {
                _patchOperations.Add(operations, new(Tags.Root, root), new(Tags.Kind, kind));
            }
        }
    }

    /// <summary>Counts what one store's streams add to a patch.</summary>
    public void StreamFlushed(int operations, string module) => _streamFlush.Record(operations, new KeyValuePair<string, object?>(Tags.Module, module));

    /// <returns>What <see cref="AsyncStopped"/> takes; 0 when nobody listens.</returns>
    public long AsyncStarted(AsyncKind kind, string module)
    {
        _asyncStarted.Add(1, new(Tags.Module, module), new(Tags.Kind, TagValue<AsyncKind>.Of(kind)));
        return _async.Enabled ? _time.GetTimestamp() : 0;
    }

    /// <summary>Counts the end of such work, whichever comes first: work that was cancelled is not discarded as well.</summary>
    public void AsyncStopped(long started, AsyncKind kind, string module, AsyncEnd outcome)
    {
        if (started != 0)
        {
            _async.Record(
                _time.GetElapsedTime(started).TotalSeconds,
                new(Tags.Module, module),
                new(Tags.Kind, TagValue<AsyncKind>.Of(kind)),
                new(Tags.Outcome, TagValue<AsyncEnd>.Of(outcome)));
        }
    }

    public void HandleAsyncThrew(string module) => _handlerFailures.Add(1, new KeyValuePair<string, object?>(Tags.Module, module));

    public void AuthDenied(string module, string command) => _authDenied.Add(1, new(Tags.Module, module), new(Tags.Command, command));

    public void SendUpdateWithoutTarget() => _withoutTarget.Add(1);

    public void PushDropped() => _pushesDropped.Add(1);

    public void MessageDropped(string root) => _messagesDropped.Add(1, new KeyValuePair<string, object?>(Tags.Root, root));

    /// <summary>Counts what is heard for roots that sleep. Asked whenever somebody measures.</summary>
    public Func<int> SleepingSubscriptions { get; set; } = static () => 0;

    public void Slept(string root) => _sleeps.Add(1, new KeyValuePair<string, object?>(Tags.Root, root));

    public void Terminated(string root, TerminateReason reason)
    {
        if (_terminations.Enabled)
        {
            _terminations.Add(1, new(Tags.Root, root), new(Tags.Reason, TagValue<TerminateReason>.Of(reason)));
        }
    }
}
