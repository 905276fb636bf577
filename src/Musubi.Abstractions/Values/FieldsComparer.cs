using System.Linq.Expressions;
using System.Reflection;

namespace Musubi.Values;

/// <summary>Compares records and structs field by field, whatever their own <c>Equals</c> looks at.</summary>
/// <param name="immutable">Whether what the fields hold is immutable too, so that one value is the same as itself.</param>
internal sealed class FieldsComparer<T>(bool immutable) : ValueComparer<T>
    where T : notnull
{
    private static readonly Func<T, T, bool> SameFields = Compile();

    protected override bool SameValues(T before, T after) =>
        (immutable && !typeof(T).IsValueType && ReferenceEquals(before, after)) || SameFields(before, after);

    private static Func<T, T, bool> Compile()
    {
        var (before, after) = (Expression.Parameter(typeof(T)), Expression.Parameter(typeof(T)));
        Expression same = Expression.Constant(true);
        foreach (var field in ImmutabilityOf.FieldsOf(typeof(T)).Reverse())
        {
            same = Expression.AndAlso(Compare(field, Expression.Field(before, field), Expression.Field(after, field)), same);
        }

        return Expression.Lambda<Func<T, T, bool>>(same, before, after).Compile();
    }

    private static Expression Compare(FieldInfo field, MemberExpression before, MemberExpression after)
    {
        if (field.FieldType == typeof(string) || (field.FieldType.IsPrimitive && field.FieldType != typeof(double) && field.FieldType != typeof(float)))
        {
            return Expression.Equal(before, after);
        }

        var comparer = typeof(ValueComparer<>).MakeGenericType(field.FieldType);
        return Expression.Call(Expression.Property(null, comparer, "Instance"), "Same", null, before, after);
    }
}
