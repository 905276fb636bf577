namespace Musubi;

/// <summary>The part of <see cref="TransientKey{T}"/> that does not name its type.</summary>
internal interface ITransientKey
{
    string Name { get; }

    object? Initial { get; }
}
