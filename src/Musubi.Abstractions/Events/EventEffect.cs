namespace Musubi;

/// <summary>An event is to be pushed.</summary>
internal sealed class EventEffect(IPushEvent declared, object payload) : Effect
{
    public IPushEvent Event { get; } = declared;

    public object Payload { get; } = payload;
}
