namespace Musubi;

/// <summary>What a store set for one of its streams in place of what the declaration says.</summary>
/// <param name="ItemKey">Gives an item's key; null to keep the declared function.</param>
/// <param name="Limit">The limit of inserts that name none; null to keep the declared one.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.StreamConfiguration")]
internal sealed record StreamConfiguration([property: Id(0)] MethodName? ItemKey, [property: Id(1)] int? Limit);
