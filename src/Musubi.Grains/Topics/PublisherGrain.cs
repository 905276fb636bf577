using Orleans.Concurrency;

namespace Musubi.Grains.Topics;

/// <inheritdoc cref="IPublisherGrain"/>
[StatelessWorker, GrainType("musubi.publisher")]
internal sealed class PublisherGrain(TopicServiceClient silos) : Grain, IPublisherGrain
{
    public ValueTask Publish(InfoMessage message)
    {
        silos.Publish(message);
        return ValueTask.CompletedTask;
    }
}
