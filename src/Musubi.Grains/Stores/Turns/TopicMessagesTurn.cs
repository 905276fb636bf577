using Microsoft.Extensions.Logging;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Trees;

namespace Musubi.Grains.Stores.Turns;

/// <summary>Several messages that were published to topics, and are handled before one render.</summary>
internal sealed class TopicMessagesTurn : PushedTurn<TopicMessages>
{
    private TopicMessagesTurn()
    {
    }

    public static TopicMessagesTurn Instance { get; } = new();

    public override ValueTask<PatchEnvelope?> Run(StoreTree tree, TopicMessages request) => tree.Info(request.Next);

    protected override MessageKind KindOf(TopicMessages message) => MessageKind.Topic;

    protected override string NameOfMessage(TopicMessages message) => message.Last.GetType().Name;

    protected override void LogCrash(ILogger log, Exception exception, TopicMessages message) => log.InfoCrashed(exception, message.Last.GetType());
}
