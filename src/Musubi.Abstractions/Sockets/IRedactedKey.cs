namespace Musubi;

/// <summary>The part of <see cref="Key{T}"/> that does not name its type: whether operators may see its value.</summary>
internal interface IRedactedKey
{
    string Name { get; }

    bool Redacted { get; }
}
