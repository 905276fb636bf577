namespace Musubi.Grains.Timers;

/// <summary>A message that is to come to the root later, as data.</summary>
/// <param name="Name">The name to cancel it by; null for none.</param>
/// <param name="Due">When.</param>
/// <param name="Message">The message.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.StoreTimer")]
internal sealed record StoreTimer([property: Id(0)] string? Name, [property: Id(1)] DateTimeOffset Due, [property: Id(2)] object Message);
