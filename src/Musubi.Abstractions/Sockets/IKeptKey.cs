namespace Musubi;

/// <summary>The part of <see cref="Key{T}"/> that does not name its type: what another build may have kept under it.</summary>
internal interface IKeptKey
{
    string Name { get; }

    string? FormerName { get; }

    bool HasIfMissing { get; }

    object? IfMissing { get; }
}
