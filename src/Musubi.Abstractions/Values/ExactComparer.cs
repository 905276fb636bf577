namespace Musubi.Values;

/// <summary>Compares values of a type whose own <c>Equals</c> leaves out something that it writes.</summary>
internal sealed class ExactComparer<T>(Func<T, T, bool> same) : ValueComparer<T>
    where T : notnull
{
    protected override bool SameValues(T before, T after) => same(before, after);
}
