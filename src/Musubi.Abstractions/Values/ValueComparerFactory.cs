using System.Runtime.InteropServices;
using System.Text.Json;

namespace Musubi.Values;

/// <summary>Chooses how values of a type are compared.</summary>
internal static class ValueComparerFactory
{
    /// <summary>The comparer of values whose run-time type is exactly this one.</summary>
    public static ValueComparer Create(Type type) => Create(type, ImmutabilityOf.Exact(type));

    /// <summary>The comparer of values that are declared as a type.</summary>
    public static ValueComparer CreateDeclared(Type type) =>
        (type.IsSealed || ImmutabilityOf.CollectionOf(type) is not null) ? ValueComparer.Of(type) : Make(typeof(DeclaredComparer<>), type);

    private static ValueComparer Create(Type type, Immutability immutability)
    {
        if (Exact(type) is { } exact)
        {
            return exact;
        }

        if (ImmutabilityOf.CollectionOf(type) is { } collection && immutability != Immutability.Mutable)
        {
            return Make(typeof(SequenceComparer<,>), [collection.Collection, collection.Item], immutability == Immutability.Immutable);
        }

        if (immutability == Immutability.Mutable)
        {
            return Make(typeof(MutableComparer<>), type);
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Make(typeof(NullableComparer<>), underlying);
        }

        return ImmutabilityOf.IsPlain(type) || typeof(IAddressable).IsAssignableFrom(type)
            ? Make(typeof(EqualComparer<>), type)
            : Make(typeof(FieldsComparer<>), [type], immutability == Immutability.Immutable);
    }

    // Types whose Equals leaves out something that they write, or that have none.
    private static ValueComparer? Exact(Type type) => type switch
    {
        _ when type == typeof(double) => new ExactComparer<double>(static (before, after) => BitConverter.DoubleToInt64Bits(before) == BitConverter.DoubleToInt64Bits(after)),
        _ when type == typeof(float) => new ExactComparer<float>(static (before, after) => BitConverter.SingleToInt32Bits(before) == BitConverter.SingleToInt32Bits(after)),
        _ when type == typeof(Half) => new ExactComparer<Half>(static (before, after) => BitConverter.HalfToInt16Bits(before) == BitConverter.HalfToInt16Bits(after)),
        _ when type == typeof(decimal) => new ExactComparer<decimal>(static (before, after) => before == after && before.Scale == after.Scale && decimal.IsNegative(before) == decimal.IsNegative(after)),
        _ when type == typeof(DateTime) => new ExactComparer<DateTime>(SameTime),
        _ when type == typeof(DateTimeOffset) => new ExactComparer<DateTimeOffset>(static (before, after) => before.EqualsExact(after)),
        _ when type == typeof(Uri) => new ExactComparer<Uri>(static (before, after) => string.Equals(before.OriginalString, after.OriginalString, StringComparison.Ordinal)),
        _ when type == typeof(JsonElement) => new ExactComparer<JsonElement>(SameJson),
        _ => null,
    };

    // In the hour that comes twice in autumn a local time is told from the other one by its offset alone.
    private static bool SameTime(DateTime before, DateTime after) =>
        before.Ticks == after.Ticks && before.Kind == after.Kind && (before.Kind != DateTimeKind.Local || before.ToBinary() == after.ToBinary());

    private static bool SameJson(JsonElement before, JsonElement after) =>
        before.ValueKind == after.ValueKind
        && (before.ValueKind == JsonValueKind.Undefined || JsonMarshal.GetRawUtf8Value(before).SequenceEqual(JsonMarshal.GetRawUtf8Value(after)));

    private static ValueComparer Make(Type open, Type argument) => (ValueComparer)Activator.CreateInstance(open.MakeGenericType(argument))!;

    private static ValueComparer Make(Type open, Type[] arguments, bool immutable) => (ValueComparer)Activator.CreateInstance(open.MakeGenericType(arguments), [immutable])!;
}
