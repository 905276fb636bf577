namespace Musubi;

/// <summary>A stream that a store declares: see <see cref="Stream{T}"/>.</summary>
public interface IStream
{
    /// <summary>The wire name.</summary>
    string Name { get; }

    /// <summary>The items' type.</summary>
    Type ItemType { get; }

    /// <summary>The limit of inserts that name none; null for none.</summary>
    int? Limit { get; }
}
