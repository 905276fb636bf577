namespace Musubi.Protocol;

/// <summary>Says that some silo answers; stateless, so any silo's will do.</summary>
[Alias("musubi.v1.IProbeGrain"), GrainInterfaceType("Musubi.IProbeGrain")]
public interface IProbeGrain : IGrainWithIntegerKey
{
    /// <summary>Answers.</summary>
    [Alias("Ping")]
    ValueTask Ping();
}
