using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Serialization;
using Musubi.Grains.Commands;
using Musubi.Grains.Services;

namespace Musubi.Grains.Tests.Commands.Payloads;

/// <summary>Commands that keep what they are given, one for each kind of payload.</summary>
internal sealed class ReadingStore : TextStore
{
    private static readonly Key<object?> Read = new("read");

    /// <summary>What a command is given for the field <c>value</c>.</summary>
    /// <exception cref="PayloadException">The payload is refused.</exception>
    public static object? Bind(string command, string json)
    {
        var method = typeof(ReadingStore).GetMethod(command) ?? throw new ArgumentException($"There is no {command}.", nameof(command));
        var result = Command.Create(method, CallbackServices.None).Invoke(new ReadingStore(), Encoding.UTF8.GetBytes($$"""{"value":{{json}}}"""), new Socket(), default);
        return result.AsTask().GetAwaiter().GetResult().Socket.Get(Read);
    }

    [Command]
    public Socket Double(double value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Single(float value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Half(Half value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Decimal(decimal value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket MaybeDouble(double? value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Int(int value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Byte(byte value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Long(long value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Doubles(ImmutableArray<double> value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket NamedDouble(Named value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket ByDouble(Dictionary<double, string> value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Color(Color value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket ColorByNumber(Level value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket ColorByEither(Either value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket MaybeByNumber(Level? value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket FlagsByNumber(Rights value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Flags(Sides value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket ByColor(Dictionary<Color, int> value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Painted(Painted value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Odd(OddNames value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Page(Page<string> value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket NullablePage(Page<string?> value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Pages(IReadOnlyList<Page<string>> value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Outer(Outer value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Chain(Chain<string> value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Numbers(Page<int?> value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Pairs(KeyValuePair<string, string>[] value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket MaybePairs(List<KeyValuePair<string, string?>> value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket PairsByName(Dictionary<string, KeyValuePair<string, string[]>> value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Cell(Cell value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Cells(ImmutableDictionary<string, Cell?> value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Age(Age value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket HalfHidden(HalfHidden value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Included(Included value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Offset(DateTimeOffset value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Time(DateTime value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Day(DateOnly value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Clock(TimeOnly value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Span(TimeSpan value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Address(Uri value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Id(Guid value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Letter(char value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Shape(Shape value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Tree(Branch value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Anything(System.Text.Json.JsonElement value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Sort(Sort value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket SortedPairs(SortStruct value, Socket socket) => socket.Assign(Read, value);

    [Command]
    public Socket Twice(Item value, Socket socket) => socket.Assign(Read, value);
}

internal enum Color
{
    Red = 1,
    Green,
    Blue,
    DarkBlue,
}

[JsonConverter(typeof(JsonNumberEnumConverter<Level>))]
internal enum Level : byte
{
    Low = 1,
    High = 9,
}

[JsonConverter(typeof(JsonStringEnumConverter))]
internal enum Either
{
    One = 1,
    Two,
}

[Flags]
[JsonConverter(typeof(JsonNumberEnumConverter<Rights>))]
internal enum Rights : long
{
    Read = 1,
    Write = 2,
    All = long.MinValue,
}

internal enum OddNames
{
    [JsonStringEnumMemberName("semi;colon")]
    Semicolon,

    [JsonStringEnumMemberName("quoted \"name\"")]
    Quoted,
}

internal sealed record Painted([property: JsonConverter(typeof(JsonNumberEnumConverter<Color>))] Color Color, [property: JsonConverter(typeof(JsonStringEnumConverter<Color>))] Color? Other);

internal sealed record Named([property: JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] double Names, [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] float Text);

internal sealed record Page<T>(T First, T? Last, ImmutableArray<T> Items, Dictionary<string, T?> ByName)
{
    public T Second => Items[1];
}

internal sealed record Chain<T>(T Value, Chain<T>? Next);

internal sealed record Outer(Page<string> Page, Page<KeyValuePair<string, string>>? Pairs = null);

internal readonly record struct Cell(int Row, int Column, Color Color = Color.Green, string Text = "empty");

internal sealed record Age
{
    public Age(int years)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(years);
        Years = years;
    }

    public int Years { get; }
}

internal sealed record HalfHidden(int Shown, [property: JsonIgnore] int Hidden, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenReading)] int Sent)
{
    [JsonIgnore]
    public readonly int Field = 3;

    [JsonIgnore]
    public List<string> Notes { get; } = [];

    public int Twice => Shown * 2;
}

internal sealed record Included(int Shown)
{
    [JsonInclude]
    public int Set { get; private set; }
}

internal sealed record Sort(
    Order? Order = Commands.Order.Desc, Order Plain = Commands.Order.Desc, Sides? Sides = Commands.Sides.Left | Commands.Sides.Right, short? Count = 3, decimal? Price = 1.5m, char? Letter = 'x', double Ratio = 0.5,
    string Text = "t", string? None = null, Guid Id = default, DateOnly? Day = null, bool? Yes = true, Small? Small = Commands.Small.Minus, ulong Most = ulong.MaxValue);

internal readonly record struct SortStruct(Order? Order = Commands.Order.Desc, Sides? Sides = Commands.Sides.Left, byte? Count = 3, decimal Price = 1.5m, Small? Small = Commands.Small.Minus);

internal sealed record Branch(string Name, ImmutableArray<Branch> Branches);
