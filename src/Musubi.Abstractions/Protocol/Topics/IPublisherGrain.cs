namespace Musubi.Protocol;

/// <summary>Hands a published message to every silo; stateless, so any silo's will do.</summary>
[Alias("musubi.v1.IPublisherGrain"), GrainInterfaceType("Musubi.IPublisherGrain")]
public interface IPublisherGrain : IGrainWithIntegerKey
{
    /// <summary>Publishes a message to the roots subscribed to its topic.</summary>
    [Alias("Publish")]
    ValueTask Publish(InfoMessage message);
}
