using System.Collections;
using System.Collections.ObjectModel;
using System.Globalization;

namespace Musubi.Grains.Documents;

/// <summary>Chooses the shape of a type.</summary>
internal static class WireTypeFactory
{
    private const string Expected =
        "Expected null, a boolean, a number, a string, an enum, a date or time, a Guid, a Uri, a Child<TStore>, a Stream<T>, an AsyncResult<T>, an immutable list or string-keyed map of these, or a record of them";

    public static WireType Create(Type type)
    {
        if (Scalar(type) is { } scalar)
        {
            return scalar;
        }

        if (typeof(Child).IsAssignableFrom(type))
        {
            return Make(typeof(ChildWireType<>), type);
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() is var open && (open == typeof(Stream<>) || open == typeof(AsyncResult<>)))
        {
            return Make(open == typeof(Stream<>) ? typeof(StreamWireType<>) : typeof(AsyncWireType<>), type.GenericTypeArguments[0]);
        }

        if (type.IsEnum)
        {
            return Make(typeof(EnumWireType<>), type);
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Make(typeof(NullableWireType<>), underlying);
        }

        if (type.IsArray || MutableCollection(type))
        {
            throw new NoWireFormException(
                $"{type} is a mutable collection, and a change inside it would go unseen. Expected an immutable one, such as ImmutableArray<T>, IReadOnlyList<T> or ImmutableDictionary<string, T>.");
        }

        if (Implemented(type, typeof(IReadOnlyDictionary<,>)) is { } map && map.GenericTypeArguments[0] == typeof(string))
        {
            return Make(typeof(MapWireType<,>), type, map.GenericTypeArguments[1]);
        }

        if (Implemented(type, typeof(IReadOnlyList<>)) is { } list)
        {
            return Make(typeof(ListWireType<,>), type, list.GenericTypeArguments[0]);
        }

        if (typeof(IEnumerable).IsAssignableFrom(type))
        {
            throw new NoWireFormException($"{type} has no order, or may be evaluated lazily. Expected a list, such as ImmutableArray<T> or IReadOnlyList<T>, or a map with string keys.");
        }

        if (IsOfTheFramework(type) || type.IsPointer || type.IsByRefLike || typeof(Delegate).IsAssignableFrom(type))
        {
            throw new NoWireFormException($"{type} has no wire form. {Expected}.");
        }

        return Make(type == typeof(object) || type.IsInterface || type.IsAbstract ? typeof(DynamicWireType<>) : typeof(ObjectWireType<>), type);
    }

    private static WireType? Scalar(Type type) => type switch
    {
        _ when type == typeof(string) => new ScalarWireType<string>(static (writer, value) => writer.WriteStringValue(value)),
        _ when type == typeof(bool) => new ScalarWireType<bool>(static (writer, value) => writer.WriteBooleanValue(value)),
        _ when type == typeof(int) => new ScalarWireType<int>(static (writer, value) => writer.WriteNumberValue(value)),
        _ when type == typeof(long) => new ScalarWireType<long>(static (writer, value) => writer.WriteNumberValue(value)),
        _ when type == typeof(short) => new ScalarWireType<short>(static (writer, value) => writer.WriteNumberValue(value)),
        _ when type == typeof(sbyte) => new ScalarWireType<sbyte>(static (writer, value) => writer.WriteNumberValue(value)),
        _ when type == typeof(byte) => new ScalarWireType<byte>(static (writer, value) => writer.WriteNumberValue(value)),
        _ when type == typeof(ushort) => new ScalarWireType<ushort>(static (writer, value) => writer.WriteNumberValue(value)),
        _ when type == typeof(uint) => new ScalarWireType<uint>(static (writer, value) => writer.WriteNumberValue(value)),
        _ when type == typeof(ulong) => new ScalarWireType<ulong>(static (writer, value) => writer.WriteNumberValue(value)),
        _ when type == typeof(decimal) => new ScalarWireType<decimal>(static (writer, value) => writer.WriteNumberValue(value)),
        _ when type == typeof(double) => new ScalarWireType<double>(static (writer, value) => writer.WriteNumberValue(Finite(value))),
        _ when type == typeof(float) => new ScalarWireType<float>(static (writer, value) => writer.WriteNumberValue((float)Finite(value))),
        _ when type == typeof(char) => new ScalarWireType<char>(static (writer, value) => writer.WriteStringValue([value])),
        _ when type == typeof(Guid) => new ScalarWireType<Guid>(static (writer, value) => writer.WriteStringValue(value)),
        _ when type == typeof(DateTime) => new ScalarWireType<DateTime>(static (writer, value) => writer.WriteStringValue(value)),
        _ when type == typeof(DateTimeOffset) => new ScalarWireType<DateTimeOffset>(static (writer, value) => writer.WriteStringValue(value)),
        _ when type == typeof(DateOnly) => new ScalarWireType<DateOnly>(static (writer, value) => writer.WriteStringValue(value.ToString("O", CultureInfo.InvariantCulture))),
        _ when type == typeof(TimeOnly) => new ScalarWireType<TimeOnly>(static (writer, value) => writer.WriteStringValue(value.ToString("O", CultureInfo.InvariantCulture))),
        _ when type == typeof(Uri) => new ScalarWireType<Uri>(static (writer, value) => writer.WriteStringValue(value.OriginalString)),
        _ => null,
    };

    private static double Finite(double value) =>
        double.IsFinite(value) ? value : throw new NoWireFormException($"{value} has no wire form. Expected a finite number.");

    // Their properties are there for programs: a set would be its count, a big number whether it is even, and the value itself would be lost in silence.
    private static bool IsOfTheFramework(Type type) =>
        type != typeof(object)
        && type.Namespace is { } space && (space == "System" || space.StartsWith("System.", StringComparison.Ordinal))
        && !(type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>));

    private static bool MutableCollection(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() is var open
        && (open == typeof(IList<>) || open == typeof(ICollection<>) || open == typeof(IDictionary<,>) || open == typeof(ISet<>)
            || open == typeof(Collection<>) || open == typeof(ObservableCollection<>)
            || (open.IsClass && open.Namespace is "System.Collections.Generic" or "System.Collections.Concurrent")
            || open.Name == "Builder");

    private static Type? Implemented(Type type, Type open) =>
        type.GetInterfaces().Prepend(type).FirstOrDefault(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == open);

    private static WireType Make(Type open, params Type[] arguments) =>
        (WireType)Activator.CreateInstance(open.MakeGenericType(arguments))!;
}

