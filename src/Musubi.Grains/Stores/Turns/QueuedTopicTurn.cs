using Microsoft.Extensions.Logging;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Trees;

namespace Musubi.Grains.Stores.Turns;

/// <summary>A message that was published to a topic and waited for its turn. Its cycle belongs to the trace that published it, not to what ran meanwhile.</summary>
internal sealed class QueuedTopicTurn : PushedTurn<QueuedTopicMessage>
{
    private QueuedTopicTurn()
    {
    }

    public static QueuedTopicTurn Instance { get; } = new();

    public override Cycle Measure(GrainMetrics metrics, string root, QueuedTopicMessage request) => metrics.Receiving(root, request.Cause);

    public override ValueTask<PatchEnvelope?> Run(StoreTree tree, QueuedTopicMessage request) => tree.Info(request.Message.Body);

    protected override MessageKind KindOf(QueuedTopicMessage message) => MessageKind.Topic;

    protected override void LogCrash(ILogger log, Exception exception, QueuedTopicMessage message) => log.InfoCrashed(exception, message.Message.Body.GetType());
}
