using Microsoft.Extensions.Logging;
using Musubi.Diagnostics;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Trees;

namespace Musubi.Grains.Stores.Turns;

/// <summary>A report of what happened to a file.</summary>
internal sealed class UploadTurn : RootTurn<UploadRequest, UploadAnswer>
{
    private UploadTurn()
    {
    }

    public static UploadTurn Instance { get; } = new();

    public override UploadAnswer NotMounted => new(UploadOutcome.NotMounted);

    public override UploadAnswer Crashed(Exception exception) => new(UploadOutcome.Crashed);

    public override Cycle Measure(GrainMetrics metrics, string root, UploadRequest request) => metrics.Receiving(root);

    public override ValueTask<UploadAnswer> Run(StoreTree tree, UploadRequest request) => tree.Upload(request);

    public override UploadAnswer Complete(in Cycle cycle, StoreTree tree, UploadRequest request, UploadAnswer answer)
    {
        cycle.End(MessageOutcome.Handled, MessageKind.Upload);

        // It takes a version, as a command's answer does, and for the same reason.
        return answer is { Outcome: UploadOutcome.Handled, Patch: null } ? answer with { Patch = tree.Step() } : answer;
    }

    public override PatchEnvelope? PatchOf(UploadAnswer answer) => answer.Patch;

    public override (string Kind, string Name) NameOf(UploadRequest request) => ("upload", request.Name);

    public override string OutcomeOf(UploadAnswer answer) => TagValue<UploadOutcome>.Of(answer.Outcome);

    public override void Crash(in Cycle cycle, ILogger log, UploadRequest request, Exception exception)
    {
        log.UploadCrashed(exception, request.StoreId);
        cycle.End(MessageOutcome.Crashed, MessageKind.Upload);
    }
}
