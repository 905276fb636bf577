using Orleans.Concurrency;
using Orleans.Services;

namespace Musubi.Grains.Topics;

/// <summary>The part of publish and subscribe that every silo runs.</summary>
[Alias("musubi.v1.ITopicService"), GrainInterfaceType("Musubi.Grains.Topics.ITopicService")]
internal interface ITopicService : IGrainService
{
    /// <summary>Hands a message to the subscribed roots of this silo.</summary>
    [Alias("Deliver"), OneWay]
    ValueTask Deliver(InfoMessage message);
}
