namespace Musubi.Values;

/// <summary>Compares values of a type whose own <c>Equals</c> looks at all that it holds.</summary>
internal sealed class EqualComparer<T> : ValueComparer<T>
    where T : notnull
{
    protected override bool SameValues(T before, T after) => EqualityComparer<T>.Default.Equals(before, after);
}
