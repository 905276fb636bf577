namespace Musubi.Values;

/// <summary>Takes every value for changed: something in it may have been, also in one that is the same reference. An array without elements alone cannot.</summary>
internal sealed class MutableComparer<T> : ValueComparer<T>
    where T : notnull
{
    protected override bool SameValues(T before, T after) => before is Array { Length: 0 } && after is Array { Length: 0 };
}
