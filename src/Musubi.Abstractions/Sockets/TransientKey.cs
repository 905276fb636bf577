namespace Musubi;

/// <summary>A key whose value is not kept with a durable root: one that changes often and that nobody would miss, such as where a pointer is.</summary>
/// <remarks>It counts in the static fields of the store that assigns it. A root that comes back from its storage begins with <paramref name="initial"/>; one that moves between silos keeps what it has.</remarks>
/// <typeparam name="T">The assign's type.</typeparam>
/// <param name="name">The assign's key.</param>
/// <param name="initial">What a root begins with that comes back from its storage.</param>
public sealed class TransientKey<T>(string name, T initial) : Key<T>(name), ITransientKey
{
    /// <summary>What a root begins with that comes back from its storage.</summary>
    public T Initial { get; } = initial;

    object? ITransientKey.Initial => Initial;
}
