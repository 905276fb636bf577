using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Musubi.Grains.Tests.Commands;

internal enum Order
{
    Asc,
    Desc,
}

[Flags]
internal enum Sides
{
    None = 0,
    Left = 1,
    Right = 2,
}

internal enum Small : sbyte
{
    Minus = -1,
}

/// <summary>Every kind of default that a parameter can have, told by the command's name.</summary>
internal sealed class DefaultsStore : TextStore
{
    [Command]
    public Socket NullableEnum(Socket socket, Order? order = Order.Desc) => socket.Assign(Text, $"{order}");

    [Command]
    public Socket NullEnum(Socket socket, Order? order = null) => socket.Assign(Text, $"[{order}]");

    [Command]
    public Socket PlainEnum(Socket socket, Order order = Order.Desc) => socket.Assign(Text, $"{order}");

    [Command]
    public Socket Flags(Socket socket, Sides? sides = Sides.Left | Sides.Right) => socket.Assign(Text, $"{sides}");

    [Command]
    public Socket SignedEnum(Socket socket, Small? small = Small.Minus) => socket.Assign(Text, $"{small}");

    [Command]
    public Socket NullableInt(Socket socket, int? count = 3) => socket.Assign(Text, $"{count}");

    [Command]
    public Socket NullableShort(Socket socket, short? count = -3) => socket.Assign(Text, $"{count}");

    [Command]
    public Socket NullableDecimal(Socket socket, decimal? price = 1.50m) => socket.Assign(Text, FormattableString.Invariant($"{price}"));

    [Command]
    public Socket NullableBool(Socket socket, bool? yes = true) => socket.Assign(Text, $"{yes}");

    [Command]
    public Socket NullableChar(Socket socket, char? letter = 'x') => socket.Assign(Text, $"{letter}");

    [Command]
    public Socket NullableDouble(Socket socket, double? ratio = 0.5) => socket.Assign(Text, FormattableString.Invariant($"{ratio}"));

    [Command]
    public Socket DefaultGuid(Socket socket, Guid id = default) => socket.Assign(Text, $"{id}");

    [Command]
    public Socket DefaultDate(Socket socket, DateOnly day = default) => socket.Assign(Text, $"{day:O}");

    [Command]
    public Socket DefaultArray(Socket socket, ImmutableArray<int> items = default) => socket.Assign(Text, $"{items.IsDefault}");

    [Command]
    public Socket DefaultText(Socket socket, string? text = null) => socket.Assign(Text, $"[{text}]");
}

internal sealed record Tagged(string Name, ImmutableArray<string> Tags);

internal sealed record MayBeNull(string?[] Tags, ImmutableDictionary<string, string?> Map);

[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Circle), "circle")]
[JsonDerivedType(typeof(Square), "square")]
internal abstract record Shape(string Label);

internal sealed record Circle(string Label, int Radius) : Shape(Label);

internal sealed record Square(string Label, int Side) : Shape(Label);

[JsonDerivedType(typeof(Cat), "cat")]
internal record Animal(string Name);

internal sealed record Cat(string Name, int Lives) : Animal(Name);

internal sealed record Lenient([property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] int Count, [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] int[] Items);

/// <summary>Commands whose payloads have items inside items.</summary>
internal sealed class ItemsStore : TextStore
{
    [Command]
    public Socket Strings(string[] tags, Socket socket) => socket.Assign(Text, string.Join(',', tags));

    [Command]
    public Socket Records(ImmutableArray<Item> items, Socket socket) => socket.Assign(Text, string.Join(',', items));

    [Command]
    public Socket Map(ImmutableDictionary<string, string> map, Socket socket) => socket.Assign(Text, string.Join(',', map.Values));

    [Command]
    public Socket Lists(List<List<string>> lists, Socket socket) => socket.Assign(Text, string.Join(',', lists.SelectMany(static list => list)));

    [Command]
    public Socket MapOfArrays(IReadOnlyDictionary<string, string[]> map, Socket socket) => socket.Assign(Text, $"{map.Count}");

    [Command]
    public Socket NullableArray(ImmutableArray<string>? tags, Socket socket) => socket.Assign(Text, $"{tags?.Length}");

    [Command]
    public Socket Nested(Tagged tagged, Socket socket) => socket.Assign(Text, string.Join(',', tagged.Tags));

    [Command]
    public Socket NestedInList(IReadOnlyList<Tagged> tagged, Socket socket) => socket.Assign(Text, $"{tagged.Count}");

    [Command]
    public Socket Allowed(MayBeNull items, string?[] tags, Socket socket) => socket.Assign(Text, $"{items.Tags.Length + items.Map.Count + tags.Length}");

    [Command]
    public Socket Shape(Shape shape, Socket socket) => socket.Assign(Text, $"{shape}");

    [Command]
    public Socket Shapes(ImmutableArray<Shape> shapes, Socket socket) => socket.Assign(Text, string.Join(',', shapes));

    [Command]
    public Socket Animal(Animal animal, Socket socket) => socket.Assign(Text, $"{animal}");

    [Command]
    public Socket Numbers(Lenient numbers, Socket socket) => socket.Assign(Text, $"{numbers.Count + numbers.Items.Sum()}");

    [Command]
    public Socket ByNumber(Dictionary<int, string> names, Socket socket) => socket.Assign(Text, string.Join(',', names));

    [Command]
    public Socket Bytes(byte[] bytes, Socket socket) => socket.Assign(Text, string.Join(',', bytes));
}

internal sealed class TupleStore : TextStore
{
    [Command]
    public Socket Do((int X, int Y) to, Socket socket) => socket;
}

internal sealed class TupleInRecordStore : TextStore
{
    [Command]
    public Socket Do(Move move, Socket socket) => socket;

    internal sealed record Move((int X, int Y)? To);
}

internal sealed class TupleInListStore : TextStore
{
    [Command]
    public Socket Do(Dictionary<string, List<(int X, int Y)>> moves, Socket socket) => socket;
}

internal sealed class ReferenceTupleStore : TextStore
{
    [Command]
    public Socket Do(Tuple<int, int> to, Socket socket) => socket;
}

internal sealed class FieldsStore : TextStore
{
    [Command]
    public Socket Do(System.Numerics.Vector2 to, Socket socket) => socket;
}

internal sealed class GetOnlyStore : TextStore
{
    [Command]
    public Socket Do(GetOnly value, Socket socket) => socket;

    internal sealed class GetOnly
    {
        public int X { get; }
    }
}

internal sealed class InterfaceStore : TextStore
{
    [Command]
    public Socket Do(IFormattable value, Socket socket) => socket;
}

internal sealed class AbstractStore : TextStore
{
    [Command]
    public Socket Do(ImmutableArray<Base> values, Socket socket) => socket;

    internal abstract record Base(int X);
}

internal sealed class DelegateStore : TextStore
{
    [Command]
    public Socket Do(Action callback, Socket socket) => socket;
}

internal sealed class UnfillableStore : TextStore
{
    [Command]
    public Socket Do(System.Collections.Frozen.FrozenSet<int> values, Socket socket) => socket;
}

internal sealed class HiddenConstructorStore : TextStore
{
    [Command]
    public Socket Do(Hidden value, Socket socket) => socket;

    internal sealed class Hidden
    {
        private Hidden()
        {
        }

        public static Hidden Instance { get; } = new();

        public int X { get; init; }
    }
}

internal sealed class TupleAttributeStore : TextStore
{
    public static readonly Attr<(int X, int Y)> At = new("at");
}
