using Orleans.Concurrency;

namespace Musubi;

/// <summary>Where roots send what no command caused; one for each gateway process.</summary>
/// <remarks>Best effort: a push may be lost or come late. Versions show it, and <see cref="IStoreGrain.Sync"/> repairs it.</remarks>
[Alias("musubi.v1.IGatewayObserver")]
public interface IGatewayObserver : IGrainObserver
{
    /// <summary>A patch for one mount.</summary>
    [Alias("Patch"), OneWay]
    ValueTask Patch(long mountId, PatchEnvelope patch);

    /// <summary>The mount's root crashed.</summary>
    [Alias("Crashed"), OneWay]
    ValueTask Crashed(long mountId);
}
