using System.Collections;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Text.Json.Serialization;

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

        if (Converters.ShapeBy(type, type) is { } converted)
        {
            return converted;
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

        RefuseMutable(type);
        RefuseListOfItself(type);
        if (MapOf(type) is { } value)
        {
            return Make(typeof(MapWireType<,>), type, value);
        }

        if (ListOf(type) is { } item)
        {
            return Make(typeof(ListWireType<,>), type, item);
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

    /// <summary>The shape of a type where something is declared of it or of what is in it; the type's own shape where that says nothing more.</summary>
    public static WireType At(Type type, PropertyPosition position)
    {
        if (position.Numbers != JsonNumberHandling.Strict && IsNumber(type))
        {
            return (WireType)Activator.CreateInstance(typeof(NumberWireType<>).MakeGenericType(type), position.Numbers)!;
        }

        if (type.IsDefined(typeof(JsonConverterAttribute), inherit: false) || type.IsArray)
        {
            return WireType.For(type);
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            var inner = At(underlying, position with { Nullability = null });
            return ReferenceEquals(inner, WireType.For(underlying)) ? WireType.For(type) : (WireType)Activator.CreateInstance(typeof(NullableWireType<>).MakeGenericType(underlying), inner)!;
        }

        if (Scalar(type) is not null || MutableCollection(type))
        {
            return WireType.For(type);
        }

        RefuseListOfItself(type);
        if (MapOf(type) is { } value)
        {
            return Around(typeof(MapWireType<,>).MakeGenericType(type, value), type, value, position.Part(value, container: true));
        }

        if (ListOf(type) is { } item)
        {
            return Around(typeof(ListWireType<,>).MakeGenericType(type, item), type, item, position.Part(item, container: true));
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() is var open && (open == typeof(Stream<>) || open == typeof(AsyncResult<>)))
        {
            var part = type.GenericTypeArguments[0];
            return Around((open == typeof(Stream<>) ? typeof(StreamWireType<>) : typeof(AsyncWireType<>)).MakeGenericType(part), type, part, position.Part(part, container: false));
        }

        return WireType.For(type);
    }

    /// <exception cref="NoWireFormException">The type is a collection that can change.</exception>
    public static void RefuseMutable(Type type)
    {
        if (type.IsArray || MutableCollection(type))
        {
            throw new NoWireFormException(
                $"{type} is a mutable collection, and a change inside it would go unseen. Expected an immutable one, such as ImmutableArray<T>, IReadOnlyList<T> or ImmutableDictionary<string, T>.");
        }
    }

    // Such a list has nothing in it but lists, and whoever asks what is in it gets no answer.
    private static void RefuseListOfItself(Type type)
    {
        var seen = new HashSet<Type>();
        for (var item = type; item is not null; item = MapOf(item) ?? ListOf(item))
        {
            if (!seen.Add(item))
            {
                throw new NoWireFormException($"{type} is a list of lists without an end. Expected a record between a list and itself.");
            }
        }
    }

    private static WireType Around(Type shape, Type type, Type part, PropertyPosition position)
    {
        var inner = At(part, position);
        return ReferenceEquals(inner, WireType.For(part)) && (part.IsValueType || !position.RefusesNull) ? WireType.For(type) : (WireType)Activator.CreateInstance(shape, inner, position)!;
    }

    private static Type? MapOf(Type type) => Implemented(type, typeof(IReadOnlyDictionary<,>)) is { } map && map.GenericTypeArguments[0] == typeof(string) ? map.GenericTypeArguments[1] : null;

    private static Type? ListOf(Type type) => Implemented(type, typeof(IReadOnlyList<>))?.GenericTypeArguments[0];

    private static bool IsNumber(Type type) => (type.IsPrimitive && type != typeof(char) && type != typeof(bool)) || type == typeof(decimal);

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
        && (type.Assembly == typeof(object).Assembly || (type.Namespace is { } space && (space == "System" || space.StartsWith("System.", StringComparison.Ordinal))))
        && !(type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>));

    // Those derived from one too: a list of the application's own is a list.
    private static bool MutableCollection(Type type) => IsMutableCollection(type) || (type.BaseType is { } parent && MutableCollection(parent));

    private static bool IsMutableCollection(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() is var open
        && (open == typeof(IList<>) || open == typeof(ICollection<>) || open == typeof(IDictionary<,>) || open == typeof(ISet<>)
            || open == typeof(Collection<>) || open == typeof(ObservableCollection<>) || open == typeof(ReadOnlyObservableCollection<>) || open == typeof(ArraySegment<>)
            || (open.IsClass && open.Namespace is "System.Collections.Generic" or "System.Collections.Concurrent")
            || open.Name == "Builder");

    private static Type? Implemented(Type type, Type open) =>
        type.GetInterfaces().Prepend(type).FirstOrDefault(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == open);

    private static WireType Make(Type open, params Type[] arguments) =>
        (WireType)Activator.CreateInstance(open.MakeGenericType(arguments))!;
}

