using Microsoft.Extensions.Logging;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Trees;

namespace Musubi.Grains.Stores.Turns;

/// <summary>A message that was published to a topic.</summary>
internal sealed class TopicTurn : PushedTurn<InfoMessage>
{
    private TopicTurn()
    {
    }

    public static TopicTurn Instance { get; } = new();

    public override ValueTask<PatchEnvelope?> Run(StoreTree tree, InfoMessage request) => tree.Info(request.Body);

    protected override MessageKind KindOf(InfoMessage message) => MessageKind.Topic;

    protected override string NameOfMessage(InfoMessage message) => message.Body.GetType().Name;

    protected override void LogCrash(ILogger log, Exception exception, InfoMessage message) => log.InfoCrashed(exception, message.Body.GetType());
}
