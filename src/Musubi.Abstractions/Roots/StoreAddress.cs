namespace Musubi;

/// <summary>Where one store is in the cluster: plain data, to be kept or sent to whoever may have something for it.</summary>
/// <param name="Root">The mounted root.</param>
/// <param name="StoreId">The store in its tree.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.StoreAddress")]
public readonly record struct StoreAddress([property: Id(0)] StoreGrainKey Root, [property: Id(1)] StoreId StoreId);
