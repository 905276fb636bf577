using Microsoft.Extensions.Logging;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Nodes;
using Musubi.Grains.Timers;
using Musubi.Grains.Trees;

namespace Musubi.Grains.Stores.Turns;

/// <summary>What a task or a timer has to say.</summary>
internal sealed class InboxTurn : PushedTurn<TreeMessage>
{
    private InboxTurn()
    {
    }

    public static InboxTurn Instance { get; } = new();

    public override Cycle Measure(GrainMetrics metrics, string root, TreeMessage request) => metrics.Receiving(root, request.Cause);

    public override ValueTask<PatchEnvelope?> Run(StoreTree tree, TreeMessage request) => tree.Handle(request);

    protected override MessageKind KindOf(TreeMessage message) => message is TimerFired ? MessageKind.Timer : MessageKind.Async;

    protected override string NameOfMessage(TreeMessage message) => message is TimerFired fired ? fired.Timer.Message.GetType().Name : message.GetType().Name;

    protected override void LogCrash(ILogger log, Exception exception, TreeMessage message) => log.MessageCrashed(exception, message.GetType());
}
