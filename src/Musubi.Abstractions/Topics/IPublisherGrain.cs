namespace Musubi;

/// <summary>Hands a published message to every silo; stateless, so any silo's will do.</summary>
[Alias("musubi.v1.IPublisherGrain")]
public interface IPublisherGrain : IGrainWithIntegerKey
{
    /// <summary>Publishes a message to the roots subscribed to its topic.</summary>
    [Alias("Publish")]
    ValueTask Publish(InfoMessage message);
}
