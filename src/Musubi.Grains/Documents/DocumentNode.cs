using System.Collections.Immutable;

namespace Musubi.Grains.Documents;

/// <summary>One store of a tree as its document shows it: what it rendered last, and where that stands in the document of the whole root.</summary>
internal abstract class DocumentNode(StoreId id, StateShape shape)
{
    public StoreId Id { get; } = id;

    /// <summary>The store whose document this one is in; null for the root.</summary>
    public abstract DocumentNode? Parent { get; }

    /// <summary>The uploads that the store declares, which the runtime puts beside its state.</summary>
    public abstract ImmutableArray<Upload> Uploads { get; }

    /// <summary>What the store rendered last; null until it has.</summary>
    public object? State { get; set; }

    /// <summary>How <see cref="State"/> is written and compared: as the store's own state, or as what hooks made of it.</summary>
    public StateShape Shape { get; set; } = shape;

    /// <summary>Where it is in its parent's document, as a JSON pointer.</summary>
    public string Pointer { get; set; } = "";

    /// <summary>Its index in the list at <see cref="Pointer"/>, or -1 when it is not in one.</summary>
    public int Index { get; set; } = -1;

    /// <summary>The last cycle that wrote its whole document, so that its own changes are in there already.</summary>
    public long WrittenInCycle { get; set; }

    /// <summary>The child that its last render placed under a key.</summary>
    public abstract DocumentNode ChildAt(ChildKey key);
}
