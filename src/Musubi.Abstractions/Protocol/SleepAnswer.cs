namespace Musubi.Protocol;

/// <summary>The answer to <see cref="IStoreGrain.Sleep"/>.</summary>
/// <param name="IsAsleep">Whether the root has left its silo's memory. False when something came up, or there is no such mount: then all is as before.</param>
/// <param name="WakeAfter">When to wake it at the latest, by a <see cref="IStoreGrain.Sync"/>: a timer of its own is near then, or its storage would forget it.</param>
/// <param name="Hold">What the silo hears topics for it by, see <see cref="IGatewayObserver.HoldsAsleep"/>; 0 for a root that hears none.</param>
/// <param name="HoldFor">How long that is good without another word of the silo.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.SleepAnswer")]
public sealed record SleepAnswer(
    [property: Id(0)] bool IsAsleep,
    [property: Id(1)] TimeSpan WakeAfter = default,
    [property: Id(2)] long Hold = 0,
    [property: Id(3)] TimeSpan HoldFor = default);
