using System.Collections.Immutable;

namespace Musubi;

/// <summary>The place of a child store in its parent's rendered state.</summary>
/// <remarks>Use <see cref="Child{TStore}"/> in the state type, or this one where children of several types meet.</remarks>
public abstract class Child
{
    private protected Child(string id, ImmutableArray<KeyValuePair<string, object?>> props)
    {
        ArgumentNullException.ThrowIfNull(id);
        Id = id.Length > 0 ? id : throw new ArgumentException($"Expected an id for the child {StoreType}; got an empty one.", nameof(id));
        Props = props;
    }

    /// <summary>The child's local id, unique among its siblings.</summary>
    public string Id { get; }

    /// <summary>What the parent passes; the child's <c>Update</c> runs when it differs from the render before, compared as <see cref="Socket.Assign(string, object?)"/> does.</summary>
    public ImmutableArray<KeyValuePair<string, object?>> Props { get; }

    /// <summary>The child's store.</summary>
    public abstract Type StoreType { get; }
}

/// <summary>The place of a child store of one type in its parent's rendered state.</summary>
/// <typeparam name="TStore">The child's store.</typeparam>
/// <param name="id">The child's local id, unique among its siblings.</param>
/// <param name="props">What the parent passes.</param>
public sealed class Child<TStore>(string id, ImmutableArray<KeyValuePair<string, object?>> props) : Child(id, props)
    where TStore : Store
{
    /// <inheritdoc/>
    public override Type StoreType => typeof(TStore);
}
