namespace Musubi.Values;

/// <summary>Compares what is declared as an interface, a base class or <c>object</c> by what it turns out to be.</summary>
internal sealed class DeclaredComparer<T> : ValueComparer<T>
    where T : notnull
{
    protected override bool SameValues(T before, T after) => Same((object)before, after);
}
