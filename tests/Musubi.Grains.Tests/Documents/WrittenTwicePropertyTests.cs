using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CsCheck;
using Musubi.Grains.Documents;
using Musubi.Grains.Nodes;
using Musubi.Testing.Clients;

namespace Musubi.Grains.Tests.Documents;

/// <summary>For values of every type that has a wire form: two that are written differently are never taken for the same, wherever they are.</summary>
public class WrittenTwicePropertyTests
{
    private static readonly DateTime Noon = new(2026, 2, 3, 12, 0, 0, DateTimeKind.Utc);

    // Of each type values that are close: equal to .NET, and not to a reader.
    public static TheoryData<string, IKind> Kinds => new()
    {
        { "string", new Kind<string>("a", "A", "", "\u00e9", "e\u0301", "a\u00ad", "a\0") },
        { "bool", new Kind<bool>(true, false) },
        { "int", new Kind<int>(0, 1, -1) },
        { "long", new Kind<long>(0, long.MaxValue) },
        { "short", new Kind<short>(0, -1) },
        { "sbyte", new Kind<sbyte>(0, -1) },
        { "byte", new Kind<byte>(0, 255) },
        { "ushort", new Kind<ushort>(0, 1) },
        { "uint", new Kind<uint>(0, uint.MaxValue) },
        { "ulong", new Kind<ulong>(0, ulong.MaxValue) },
        { "decimal", new Kind<decimal>(1m, 1.0m, 1.00m, 0m, 0.0m, -0.0m, 2m) },
        { "double", new Kind<double>(0d, -0d, 1d, double.Epsilon) },
        { "float", new Kind<float>(0f, -0f, 1f, float.Epsilon) },
        { "char", new Kind<char>('a', 'A', '\u00e9') },
        { "Guid", new Kind<Guid>(Guid.Empty, Guid.Parse("11111111-1111-1111-1111-111111111111")) },
        { "enum", new Kind<Shade>(Shade.Light, Shade.Dark, Shade.Black) },
        { "DateTime", new Kind<DateTime>(Noon, DateTime.SpecifyKind(Noon, DateTimeKind.Unspecified), DateTime.SpecifyKind(Noon, DateTimeKind.Local), Noon.AddTicks(1)) },
        { "DateTimeOffset", new Kind<DateTimeOffset>(new(Noon), new DateTimeOffset(Noon).ToOffset(TimeSpan.FromHours(2)), new DateTimeOffset(Noon).ToOffset(TimeSpan.FromMinutes(-30)), new DateTimeOffset(Noon).AddTicks(1)) },
        { "DateOnly", new Kind<DateOnly>(new(2026, 1, 1), new(2026, 1, 2)) },
        { "TimeOnly", new Kind<TimeOnly>(new(1, 2), new(1, 2, 3), new(1)) },
        {
            "Uri",
            new Kind<Uri>(
                new("http://a.example/#one"), new("http://a.example/#two"), new("http://me@a.example/#one"), new("http://you@a.example/#one"), new("http://A.example/#one"),
                new("HTTP://a.example/#one"), new("http://a.example:80/#one"), new("http://a.example/%7e"), new("http://a.example/~"), new("/relative", UriKind.Relative))
        },
        { "an entity equal by its id", new Kind<Entity>(new(1, "a"), new(1, "b"), new(2, "a")) },
        { "an enum of another form", new Kind<Level>(Level.Low, Level.High) },
        { "a converted value", new Kind<Tagged>(new Tagged(1m), new Tagged(1.0m)) },
        { "a record with a part that may be left out", new Kind<Optional>(new(null, 0), new("a", 0), new(null, 1.0), new("a", -0.0)) },
        { "a struct equal to every other", new Kind<Same>(new Same("a"), new Same("b")) },
        { "a class that is a base", new Kind<Form>(new Form("a"), new Circle("a", 1), new Circle("a", 2), new Square("a", 1)) },
        { "a case of several", new Kind<IAnimal>(new Cat(1m), new Cat(1.0m), new Dog(1m)) },
        { "object", new Kind<object>(1, 1L, 1m, 1.0m, "1", new Cat(1m), new Dog(1m), true) },
        { "a map without regard to case", new Kind<ImmutableDictionary<string, int>>([.. Maps(StringComparer.OrdinalIgnoreCase), .. Maps(StringComparer.Ordinal)]) },
        { "a map sorted by culture", new Kind<ImmutableSortedDictionary<string, int>>([.. Maps(null).Select(static map => map.ToImmutableSortedDictionary()), .. Maps(StringComparer.OrdinalIgnoreCase).Select(static map => map.ToImmutableSortedDictionary(StringComparer.InvariantCultureIgnoreCase))]) },
        { "a frozen map", new Kind<FrozenDictionary<string, int>>([.. Maps(StringComparer.OrdinalIgnoreCase).Select(static map => map.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase)), .. Maps(null).Select(static map => map.ToFrozenDictionary())]) },
        { "a map behind its interface", new Kind<IReadOnlyDictionary<string, int>>([.. Maps(StringComparer.OrdinalIgnoreCase), .. Maps(null).Select(static map => map.ToImmutableSortedDictionary()), .. Maps(null).Select(static map => map.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase))]) },
    };

    [Theory]
    [MemberData(nameof(Kinds), DisableDiscoveryEnumeration = true)]
    public void Diff_TwoValues_LeadsFromOneTextToTheOther(string kind, IKind values) => values.CheckDiff(kind);

    [Theory]
    [MemberData(nameof(Kinds), DisableDiscoveryEnumeration = true)]
    public void Assign_ValueThatIsWrittenDifferently_IsAChange(string kind, IKind values) => values.CheckAssign(kind);

    [Fact]
    public void Kinds_OfTheFramework_AreAllThatHaveAWireForm()
    {
        var tested = Kinds.Select(static row => row.Data.Item2.GetType().GenericTypeArguments[0]).ToHashSet();
        Type[] written = [.. typeof(int).Assembly.GetExportedTypes().Append(typeof(Uri)).Where(static type => !type.IsEnum && !type.ContainsGenericParameters && HasWireForm(type))];

        Assert.NotEmpty(written);
        Assert.All(written, type => Assert.Contains(type, tested));
    }

    private static bool HasWireForm(Type type)
    {
        try
        {
            return WireType.For(type) is not null;
        }
        catch (NoWireFormException)
        {
            return false;
        }
    }

    private static IEnumerable<ImmutableDictionary<string, int>> Maps(IEqualityComparer<string>? comparer)
    {
        string[][] keys = [[], ["alice"], ["Alice"], ["alice", "bob"], ["ALICE", "Bob"], ["\u00e9"], ["e\u0301"]];
        return keys.Select(names => names.ToImmutableDictionary(static name => name, static name => name.Length, comparer));
    }

    public interface IKind
    {
        void CheckDiff(string kind);

        void CheckAssign(string kind);
    }

    /// <param name="values">Some values of the type.</param>
    public sealed class Kind<T>(params T[] values) : IKind
        where T : notnull
    {
        private readonly Gen<T> _value = Gen.Int[0, values.Length - 1].Select(index => values[index]);

        // Two values alone, and everywhere else that they can be.
        private Gen<(object Before, object After)> Pairs()
        {
            var list = _value.Array[0, 4];
            var map = Gen.Dictionary(Gen.OneOf(Gen.Const("k"), Gen.Const("K"), Gen.Const("")), _value)[0, 3];
            Gen<object>[] places =
            [
                _value.Select(static value => (object)new Holder<T>(value)),
                _value.Select(static value => (object)new Holder<object>(value)),
                _value.Select(static value => (object)new Holder<Holder<T>>(new(value))),
                _value.Select(static value => (object)new Holder<Slot<T>>(new(value))),
                _value.Select(static value => (object)new Holder<Slot<T>?>(new(value))),
                Gen.Const((object)new Holder<Slot<T>?>(null)),
                _value.Select(static value => (object)new Holder<AsyncResult<T>>(AsyncResult.Ok(value))),
                _value.Select(static value => (object)new Holder<AsyncResult<T>>(AsyncResult.Loading(AsyncResult.Ok(value)))),
                _value.Select(static value => (object)new Holder<AsyncResult<T>>(AsyncResult.Ok(value).Fail(AsyncReason.Error(value)))),
                list.Select(static items => (object)new Holder<ImmutableArray<T>>([.. items])),
                list.Select(static items => (object)new Holder<ImmutableList<T>>([.. items])),
                list.Select(static items => (object)new Holder<IReadOnlyList<T>>([.. items])),
                list.Select(static items => (object)new Holder<IReadOnlyList<Holder<T>>>([.. items.Select(static item => new Holder<T>(item))])),
                map.Select(static entries => (object)new Holder<ImmutableDictionary<string, T>>(entries.ToImmutableDictionary())),
                map.Select(static entries => (object)new Holder<IReadOnlyDictionary<string, T>>(entries.ToFrozenDictionary())),
                map.Where(static entries => !(entries.ContainsKey("k") && entries.ContainsKey("K")))
                    .Select(static entries => (object)new Holder<ImmutableDictionary<string, T>>(entries.ToImmutableDictionary(StringComparer.OrdinalIgnoreCase))),
            ];
            return Gen.OneOf([.. places.Select(static place => Gen.Select(place, place))]);
        }

        public void CheckDiff(string kind) => Pairs().Sample(
            static (before, after) =>
            {
                var shape = WireType.For(before.GetType());
                var patch = PatchWriter.Rent();
                shape.DiffBoxed(before, after, patch);
                var ops = patch.Complete();
                var (textBefore, textAfter) = (Text(before), Text(after));
                var applied = ops.IsEmpty ? textBefore : JsonPatch.Apply(JsonNode.Parse(textBefore), JsonNode.Parse(ops.Span)!.AsArray())!.ToJsonString();

                Assert.Equal(Canonical(textAfter), Canonical(applied));
                if (shape.SameBoxed(before, after))
                {
                    Assert.Equal(Canonical(textAfter), Canonical(textBefore));
                    Assert.Equal(shape.HashBoxed(before), shape.HashBoxed(after));
                }
            },
            iter: 3_000);

        public void CheckAssign(string kind) => Pairs().Sample(
            static (before, after) =>
            {
                var differs = Canonical(Text(before)) != Canonical(Text(after));
                var changed = new Socket().Assign("key", before).ResetChanged().Assign("key", after).Changed("key");
                var passed = !Props.Same([new("key", before)], [new("key", after)]);

                Assert.True(changed || !differs, $"{Text(before)} -> {Text(after)} was missed");
                Assert.Equal(changed, passed);
            },
            iter: 3_000);

        private static string Text(object value)
        {
            var buffer = new System.Buffers.ArrayBufferWriter<byte>();
            using var json = new System.Text.Json.Utf8JsonWriter(buffer);
            WireType.For(value.GetType()).WriteBoxed(value, new DocumentWriter(json));
            json.Flush();
            return Encoding.UTF8.GetString(buffer.WrittenSpan);
        }

        // To the letter, but for the order of an object's names.
        private static string Canonical(string text) => Canonical(JsonNode.Parse(text));

        private static string Canonical(JsonNode? node) => node switch
        {
            JsonObject map => $"{{{string.Join(",", map.OrderBy(static entry => entry.Key, StringComparer.Ordinal).Select(static entry => $"{entry.Key.Length.ToString(CultureInfo.InvariantCulture)}:{entry.Key}={Canonical(entry.Value)}"))}}}",
            JsonArray list => $"[{string.Join(",", list.Select(Canonical))}]",
            null => "null",
            _ => node.ToJsonString(),
        };
    }

    public enum Shade
    {
        Light,
        Dark,
        Black = Dark,
    }

    [JsonConverter(typeof(JsonNumberEnumConverter<Level>))]
    public enum Level
    {
        Low,
        High,
    }

    [JsonConverter(typeof(TaggedConverter))]
    public sealed record Tagged(decimal Amount);

    public sealed class TaggedConverter : JsonConverter<Tagged>
    {
        public override Tagged Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetDecimal());

        public override void Write(Utf8JsonWriter writer, Tagged value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Amount);
    }

    public sealed record Optional(
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Text,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault), JsonNumberHandling(JsonNumberHandling.WriteAsString)] double Number);

    public sealed record Holder<T>(T Value);

    public readonly record struct Slot<T>(T Value);

    public sealed record Entity(int Id, string Name)
    {
        public bool Equals(Entity? other) => other is not null && other.Id == Id;

        public override int GetHashCode() => Id;
    }

    public readonly struct Same(string name) : IEquatable<Same>
    {
        public string Name { get; } = name;

        public bool Equals(Same other) => true;

        public override bool Equals(object? obj) => obj is Same;

        public override int GetHashCode() => 0;

        public static bool operator ==(Same left, Same right) => left.Equals(right);

        public static bool operator !=(Same left, Same right) => !left.Equals(right);
    }

    public record Form(string Name);

    public sealed record Circle(string Name, int Size) : Form(Name);

    public sealed record Square(string Name, int Size) : Form(Name);

    public interface IAnimal
    {
        decimal Weight { get; }
    }

    public sealed record Cat(decimal Weight) : IAnimal;

    public sealed record Dog(decimal Weight) : IAnimal;
}
