using Microsoft.Extensions.Logging;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Trees;

namespace Musubi.Grains.Stores.Turns;

/// <summary>New assigns for one store that waited for their turn. Their cycle belongs to the trace that sent them.</summary>
internal sealed class QueuedUpdateTurn : PushedTurn<QueuedUpdate>
{
    private QueuedUpdateTurn()
    {
    }

    public static QueuedUpdateTurn Instance { get; } = new();

    public override Cycle Measure(GrainMetrics metrics, string root, QueuedUpdate request) => metrics.Receiving(root, request.Cause);

    public override ValueTask<PatchEnvelope?> Run(StoreTree tree, QueuedUpdate request) => tree.SendUpdate(request.Request.StoreId, request.Request.Assigns);

    protected override MessageKind KindOf(QueuedUpdate message) => MessageKind.Update;

    protected override void LogCrash(ILogger log, Exception exception, QueuedUpdate message) => log.UpdateCrashed(exception, message.Request.StoreId);
}
