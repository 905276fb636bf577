using Microsoft.Extensions.Logging;
using Musubi.Diagnostics;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Trees;

namespace Musubi.Grains.Stores.Turns;

/// <summary>The question which files may come.</summary>
internal sealed class PreflightTurn : RootTurn<AllowUploadRequest, AllowUploadAnswer>
{
    private PreflightTurn()
    {
    }

    public static PreflightTurn Instance { get; } = new();

    public override AllowUploadAnswer NotMounted => new(UploadOutcome.NotMounted, null, [], [], null);

    public override AllowUploadAnswer Crashed(Exception exception) => new(UploadOutcome.Crashed, null, [], [], null);

    public override Cycle Measure(GrainMetrics metrics, string root, AllowUploadRequest request) => metrics.Receiving(root);

    public override ValueTask<AllowUploadAnswer> Run(StoreTree tree, AllowUploadRequest request) => tree.AllowUpload(request);

    public override AllowUploadAnswer Complete(in Cycle cycle, StoreTree tree, AllowUploadRequest request, AllowUploadAnswer answer)
    {
        cycle.End(MessageOutcome.Handled, MessageKind.Upload);
        return answer;
    }

    public override PatchEnvelope? PatchOf(AllowUploadAnswer answer) => answer.Patch;

    public override (string Kind, string Name) NameOf(AllowUploadRequest request) => ("allow_upload", request.Name);

    public override string OutcomeOf(AllowUploadAnswer answer) => TagValue<UploadOutcome>.Of(answer.Outcome);

    public override void Crash(in Cycle cycle, ILogger log, AllowUploadRequest request, Exception exception)
    {
        log.UploadCrashed(exception, request.StoreId);
        cycle.End(MessageOutcome.Crashed, MessageKind.Upload);
    }
}
