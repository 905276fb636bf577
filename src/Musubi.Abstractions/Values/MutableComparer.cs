namespace Musubi.Values;

/// <summary>Takes every value for changed: something in it may have been, also in one that is the same reference.</summary>
internal sealed class MutableComparer<T> : ValueComparer<T>
    where T : notnull
{
    protected override bool SameValues(T before, T after) => false;
}
