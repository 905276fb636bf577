using System.Collections.Concurrent;

namespace Musubi.Values;

/// <summary>Tells whether a value that is kept (an assign, a prop) is still the same.</summary>
/// <remarks>
/// .NET's own equality is coarser than what a store may make of a value: two times of one instant are equal whatever their offsets, 1.0 equals 1.00, an entity
/// equals another of its id. A change that <c>Equals</c> does not see would never be rendered. So a value is the same only if its type is immutable all
/// through and all that it holds is the same to the last bit; whatever cannot be known to be immutable counts as changed, even against itself, because
/// something inside it may have been changed. A change too many costs one render, whose comparison with the last one then finds nothing to send.
/// </remarks>
internal abstract class ValueComparer
{
    private static readonly ConcurrentDictionary<Type, ValueComparer> Known = new();

    /// <summary>Whether two values are the same.</summary>
    public static bool Same(object? before, object? after)
    {
        // What most assigns are needs no look at its type's comparer.
        switch (before)
        {
            case string text:
                return after is string other && string.Equals(text, other, StringComparison.Ordinal);
            case int number:
                return after is int otherNumber && number == otherNumber;
            case bool flag:
                return after is bool otherFlag && flag == otherFlag;
            case null:
                return after is null;
            default:
                return after is not null && before.GetType() is var type && type == after.GetType() && Of(type).SameBoxed(before, after);
        }
    }

    /// <summary>The comparer of values whose run-time type is exactly this one.</summary>
    public static ValueComparer Of(Type type) => Known.TryGetValue(type, out var known) ? known : Known.GetOrAdd(type, ValueComparerFactory.Create);

    /// <summary>Compares two boxed values of the type.</summary>
    public abstract bool SameBoxed(object before, object after);
}

/// <inheritdoc/>
internal abstract class ValueComparer<T> : ValueComparer
{
    private static ValueComparer<T>? _instance;

    /// <summary>The comparer of values declared as <typeparamref name="T"/>. Found when it is first needed, since types refer to themselves.</summary>
    public static ValueComparer<T> Instance => _instance ??= (ValueComparer<T>)ValueComparerFactory.CreateDeclared(typeof(T));

    /// <summary>Compares two values, of which either may be null.</summary>
    public bool Same(T? before, T? after) => before is null || after is null ? before is null && after is null : SameValues(before, after);

    public sealed override bool SameBoxed(object before, object after) => SameValues((T)before, (T)after);

    /// <summary>Compares two values that are there.</summary>
    protected abstract bool SameValues(T before, T after);
}
