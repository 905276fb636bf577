using Musubi.Serialization;
using Orleans.Concurrency;
using Orleans.Serialization.Serializers;

namespace Musubi.Grains.Topics;

/// <inheritdoc cref="IPublisherGrain"/>
[StatelessWorker, GrainType("musubi.publisher")]
internal sealed class PublisherGrain(TopicServiceClient silos, ICodecProvider codecs) : Grain, IPublisherGrain
{
    private readonly Dictionary<Type, bool> _serializable = [];

    public ValueTask Publish(InfoMessage message)
    {
        // Other silos are sent to and not waited for, so nobody would hear that a message never left. A mutable one was copied, and so is fine.
        if (!IsSerializable(message.Body.GetType()))
        {
            throw Musubi.Topics.Unpublishable(message.Body);
        }

        silos.Publish(message);
        return ValueTask.CompletedTask;
    }

    private bool IsSerializable(Type type) =>
        _serializable.TryGetValue(type, out var known) ? known : _serializable[type] = Unserializable.In(type, codecs) is null;
}
