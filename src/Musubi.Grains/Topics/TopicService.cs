using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Musubi.Grains.Topics;

/// <inheritdoc cref="ITopicService"/>
[Reentrant]
internal sealed class TopicService(GrainId id, Silo silo, ILoggerFactory loggers, TopicSubscriptions subscriptions)
    : GrainService(id, silo, loggers), ITopicService
{
    public ValueTask Deliver(InfoMessage message)
    {
        subscriptions.Deliver(message);
        return ValueTask.CompletedTask;
    }
}
