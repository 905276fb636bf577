namespace Musubi.Values;

/// <summary>Compares value types that may be null.</summary>
internal sealed class NullableComparer<T> : ValueComparer<T?>
    where T : struct
{
    protected override bool SameValues(T? before, T? after) => ValueComparer<T>.Instance.Same(before.GetValueOrDefault(), after.GetValueOrDefault());
}
