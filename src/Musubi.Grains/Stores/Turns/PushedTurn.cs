using Microsoft.Extensions.Logging;
using Musubi.Diagnostics;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Trees;

namespace Musubi.Grains.Stores.Turns;

/// <summary>Something that no call of the gateway caused, so that nobody waits for an answer: what it changed is pushed.</summary>
internal abstract class PushedTurn<TMessage> : RootTurn<TMessage, PatchEnvelope?>
{
    public override PatchEnvelope? NotMounted => null;

    public override PatchEnvelope? Crashed(Exception exception) => null;

    public override PatchEnvelope? Unavailable => null;

    public override bool IsPushed => true;

    public override Cycle Measure(GrainMetrics metrics, string root, TMessage request) => metrics.Receiving(root);

    public override PatchEnvelope? Complete(in Cycle cycle, StoreTree tree, TMessage request, PatchEnvelope? answer)
    {
        cycle.End(MessageOutcome.Handled, KindOf(request));
        return answer;
    }

    public override PatchEnvelope? PatchOf(PatchEnvelope? answer) => answer;

    public override (string Kind, string Name) NameOf(TMessage request) => (TagValue<MessageKind>.Of(KindOf(request)), NameOfMessage(request));

    public override string OutcomeOf(PatchEnvelope? answer) => TagValue<MessageOutcome>.Of(MessageOutcome.Handled);

    public override void Crash(in Cycle cycle, ILogger log, TMessage request, Exception exception)
    {
        LogCrash(log, exception, request);
        cycle.End(MessageOutcome.Crashed, KindOf(request));
    }

    protected abstract MessageKind KindOf(TMessage message);

    protected abstract string NameOfMessage(TMessage message);

    protected abstract void LogCrash(ILogger log, Exception exception, TMessage message);
}
