using System.Collections.Immutable;

namespace Musubi.Grains.Documents;

/// <summary>What hooks made of a store's state after it was put into its wire form.</summary>
internal sealed class MapStateShape : StateShape
{
    private readonly MapWireType<ImmutableDictionary<string, object?>, object?> _shape =
        (MapWireType<ImmutableDictionary<string, object?>, object?>)(object)WireType.For<ImmutableDictionary<string, object?>>();

    public static MapStateShape Instance { get; } = new();

    public override void Place(object state, Placements places) => _shape.Place((ImmutableDictionary<string, object?>)state, places);

    public override void WriteProperties(object state, DocumentWriter document) => _shape.WriteEntries((ImmutableDictionary<string, object?>)state, document);

    public override void Diff(object before, object after, PatchWriter patch) =>
        _shape.Diff((ImmutableDictionary<string, object?>)before, (ImmutableDictionary<string, object?>)after, patch);
}
