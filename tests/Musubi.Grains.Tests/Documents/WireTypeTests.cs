using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Net;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Musubi.Grains.Documents;

namespace Musubi.Grains.Tests.Documents;

public class WireTypeTests
{
    public static readonly TheoryData<object, string> Values = new()
    {
        { new Holder<string?>(null), "null" },
        { new Holder<string>("é\"\n<&'\u2028"), """ "é\"\n<&'\u2028" """ },
        { new Holder<bool>(true), "true" },
        { new Holder<int>(-3), "-3" },
        { new Holder<long>(long.MaxValue), "9223372036854775807" },
        { new Holder<double>(0.1), "0.1" },
        { new Holder<decimal>(1.50m), "1.50" },
        { new Holder<int?>(null), "null" },
        { new Holder<int?>(4), "4" },
        { new Holder<Shade>(Shade.DarkRed), "\"dark_red\"" },
        { new Holder<Shade>(Shade.Custom), "\"Own-Name\"" },
        { new Holder<Guid>(Guid.Empty), "\"00000000-0000-0000-0000-000000000000\"" },
        { new Holder<Uri>(new Uri("https://example.test/a?b=c")), "\"https://example.test/a?b=c\"" },
        { new Holder<DateOnly>(new DateOnly(2026, 2, 3)), "\"2026-02-03\"" },
        { new Holder<TimeOnly>(new TimeOnly(4, 5, 6)), "\"04:05:06.0000000\"" },
        { new Holder<DateTimeOffset>(new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.FromHours(1))), "\"2026-02-03T04:05:06+01:00\"" },
        { new Holder<DateTime>(new DateTime(2026, 2, 3, 4, 5, 6, DateTimeKind.Utc)), "\"2026-02-03T04:05:06Z\"" },
        { new Holder<ImmutableArray<int>>([1, 2]), "[1,2]" },
        { new Holder<ImmutableArray<int>>(default), "[]" },
        { new Holder<IReadOnlyList<string>>(["a"]), "[\"a\"]" },
        { new Holder<ImmutableList<int>>([1]), "[1]" },
        { new Holder<IReadOnlyDictionary<string, int>>(new Dictionary<string, int> { ["A b"] = 1 }), "{\"A b\":1}" },
        { new Holder<Nested>(new Nested("x", null, new Point(1, 2))), """{"some_name":"x","renamed!":null,"at":{"x":1,"y":2}}""" },
        { new Holder<object>(new Point(1, 2)), """{"x":1,"y":2}""" },
        { new Holder<Shape>(new Circle("c", 2)), """{"name":"c","radius":2}""" },
        { new Holder<ImmutableArray<Shape>>([new Circle("c", 2), new Shape("s")]), """[{"name":"c","radius":2},{"name":"s"}]""" },
        { new Holder<Comment>(new Comment("a", [new Comment("b", [])])), """{"text":"a","replies":[{"text":"b","replies":[]}]}""" },
    };

    public enum Shade
    {
        DarkRed,
        [JsonStringEnumMemberName("Own-Name")]
        Custom,
    }

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void Write_Value_HasItsWireForm(object holder, string json)
    {
        var written = Write(holder);

        using var expected = JsonDocument.Parse($$"""{"value":{{json}}}""");
        using var actual = JsonDocument.Parse(written);
        Assert.True(JsonElement.DeepEquals(expected.RootElement, actual.RootElement), $"{json} is not {written}");
    }

    [Fact]
    public void Write_PlainText_IsNotEscapedBeyondWhatJsonDemands() => Assert.Equal("""{"value":"é<&'"}""", Write(new Holder<string>("é<&'")));

    [Theory]
    [InlineData(typeof(Holder<TimeSpan>))]
    [InlineData(typeof(Holder<Action>))]
    [InlineData(typeof(Holder<Stream>))]
    [InlineData(typeof(Holder<Task>))]
    [InlineData(typeof(Holder<int[]>))]
    [InlineData(typeof(Holder<List<int>>))]
    [InlineData(typeof(Holder<Dictionary<string, int>>))]
    [InlineData(typeof(Holder<IEnumerable<int>>))]
    [InlineData(typeof(Holder<(int, int)>))]
    [InlineData(typeof(Holder<SortedDictionary<string, int>>))]
    [InlineData(typeof(Holder<ConcurrentDictionary<string, int>>))]
    [InlineData(typeof(Holder<ObservableCollection<int>>))]
    [InlineData(typeof(Holder<ImmutableArray<int>.Builder>))]
    [InlineData(typeof(Holder<ImmutableHashSet<int>>))]
    [InlineData(typeof(Holder<IReadOnlySet<int>>))]
    [InlineData(typeof(Holder<ImmutableDictionary<int, int>>))]
    [InlineData(typeof(Holder<JsonElement>))]
    [InlineData(typeof(Holder<JsonNode>))]
    [InlineData(typeof(Holder<BigInteger>))]
    [InlineData(typeof(Holder<IPAddress>))]
    [InlineData(typeof(TwoOfOneName))]
    public void For_TypeWithoutWireForm_SaysWhereAndWhatWasExpected(Type type)
    {
        var refusal = Assert.Throws<NoWireFormException>(() => WireType.For(type));

        Assert.Contains("Expected", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(type.Name, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Write_NumberThatIsNone_IsAnError(double value) => Assert.Throws<NoWireFormException>(() => Write(new Holder<double>(value)));

    [Fact]
    public void Write_EnumValueWithoutMember_IsAnError() => Assert.Throws<NoWireFormException>(() => Write(new Holder<Shade>((Shade)9)));

    [Fact]
    public void Write_ReservedNameInAMap_IsAnError() =>
        Assert.Throws<NoWireFormException>(() => Write(new Holder<IReadOnlyDictionary<string, int>>(ImmutableDictionary<string, int>.Empty.Add("__musubi_x", 1))));

    [Fact]
    public void Write_RuntimeTypeWithoutWireForm_IsAnErrorAndNotDroppedInSilence() =>
        Assert.Throws<NoWireFormException>(() => Write(new Holder<object>(TimeSpan.Zero)));

    [Fact]
    public void For_ManyThreadsAtOnce_NeverSeesAnUnfinishedType() =>
        Parallel.For(0, 64, static _ => Assert.Equal("""{"value":{"text":"a","replies":[],"more":null}}""", Write(new Holder<Late>(new Late("a", [], null)))));

    [Fact]
    public void For_ListOfATypeThatHoldsSuchLists_IsFoundFromTheListToo()
    {
        WireType.For<ImmutableArray<Reply>>();
        WireType.For<ImmutableDictionary<string, Folder>>();
        WireType.For<Link?>();

        Assert.Equal("""{"value":[{"replies":[{"replies":[]}]}]}""", Write(new Holder<ImmutableArray<Reply>>([new Reply([new Reply([])])])));
    }

    private static string Write(object holder)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = WireJson.Options.Encoder });
        WireType.For(holder.GetType()).WriteBoxed(holder, new DocumentWriter(json));
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public sealed record Holder<T>(T Value);

    public readonly record struct Point(int X, int Y);

    public sealed record Nested(string SomeName, [property: JsonPropertyName("renamed!")] string? Other, Point At)
    {
        [JsonIgnore]
        public string Hidden => "hidden";
    }

    public record Shape(string Name);

    public sealed record Circle(string Name, int Radius) : Shape(Name);

    public sealed record Comment(string Text, ImmutableArray<Comment> Replies);

    public sealed record Reply(ImmutableArray<Reply> Replies);

    public sealed record Folder(ImmutableDictionary<string, Folder> Folders);

    public readonly record struct Link(IReadOnlyList<Link?> Links);

    public sealed record Late(string Text, ImmutableArray<Late> Replies, Late? More);

    public sealed record TwoOfOneName([property: JsonPropertyName("same")] int One, int Same);
}
