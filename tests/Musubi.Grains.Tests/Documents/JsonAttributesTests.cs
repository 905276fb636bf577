using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Musubi.Grains.Documents;
using Musubi.Testing.Clients;

namespace Musubi.Grains.Tests.Documents;

/// <summary>What System.Text.Json's attributes say of a record holds for what a store sends, as it does for what it reads.</summary>
public class JsonAttributesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 2, 3, 12, 0, 0, TimeSpan.Zero);

    // Each is written as System.Text.Json writes it, so a reply's type can be read as a payload.
    public static TheoryData<object> Written => new()
    {
        new Never(null),
        new WhenNull(null, null),
        new WhenNull("a", 1),
        new WhenDefault(0, null, default),
        new WhenDefault(1, "a", Shade.Dark),
        new Writing(1, 2, 3),
        new Quoted(1, null, [1, 2], ImmutableDictionary<string, int?>.Empty.Add("a", 1).Add("b", null), 1.50m),
        new AllQuoted(1, "a"),
        new Named(double.NaN, float.NegativeInfinity, 1.5),
        new Unquoted(1),
        new Converted(Noon, Noon, new Money(3), new Money(4), null),
        new Converted(Noon, null, new Money(3), null, new Money(5)),
        new Enums(Shade.Dark, Pascal.DarkRed, Level.High),
        new Flagged(Rights.Read, Rights.Read | Rights.WriteAll, Rights.None),
        new Ordered(1, 2, 3),
        new Included(1),
        new Read(1) { Required = 2 },
        new Unmapped(1),
        new Made(1, 2),
    };

    [Theory]
    [MemberData(nameof(Written), DisableDiscoveryEnumeration = true)]
    public void Write_RecordWithAttributes_IsWrittenAsSystemTextJsonWritesIt(object value)
    {
        var text = Text(value);

        Assert.Equal(JsonSerializer.Serialize(value, value.GetType(), WireJson.Options), text);
        if (value is not Writing)
        {
            Assert.Equal(text, Text(JsonSerializer.Deserialize(text, value.GetType(), WireJson.Options)!));
        }
    }

    [Theory]
    [MemberData(nameof(Written), DisableDiscoveryEnumeration = true)]
    public void Generalize_RecordWithAttributes_IsWhatIsWritten(object value)
    {
        var general = WireType.For(value.GetType()).GeneralizeBoxed(value)!;

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Text(value)), JsonNode.Parse(Text(general))), $"{Text(value)} became {Text(general)}");
    }

    public static TheoryData<object, object> Changed => new()
    {
        { new WhenNull(null, null), new WhenNull("a", 1) },
        { new WhenNull("a", 1), new WhenNull("b", 2) },
        { new WhenNull("a", 1), new WhenNull(null, null) },
        { new WhenNull(null, null), new WhenNull(null, null) },
        { new WhenDefault(0, null, default), new WhenDefault(1, "a", Shade.Dark) },
        { new WhenDefault(1, "a", Shade.Dark), new WhenDefault(0, null, default) },
        { new Quoted(1, null, [1], ImmutableDictionary<string, int?>.Empty, 1.0m), new Quoted(2, 1, [1, 2], ImmutableDictionary<string, int?>.Empty.Add("a", 1), 1.00m) },
        { new Named(double.NaN, 1, 1), new Named(1, float.PositiveInfinity, 1) },
        { new Converted(Noon, null, new Money(3), null, null), new Converted(Noon.AddSeconds(1), Noon, new Money(4), new Money(3), null) },
        { new Enums(Shade.Light, Pascal.Light, Level.Low), new Enums(Shade.Dark, Pascal.DarkRed, Level.High) },
    };

    [Theory]
    [MemberData(nameof(Changed), DisableDiscoveryEnumeration = true)]
    public void Diff_RecordWithAttributes_LeadsFromOneTextToTheOther(object before, object after)
    {
        var shape = WireType.For(before.GetType());
        var patch = PatchWriter.Rent();
        shape.DiffBoxed(before, after, patch);
        var ops = patch.Complete();

        var applied = ops.IsEmpty ? JsonNode.Parse(Text(before)) : JsonPatch.Apply(JsonNode.Parse(Text(before)), JsonNode.Parse(ops.Span)!.AsArray());

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Text(after)), applied));
        Assert.Equal(Text(before) == Text(after), shape.SameBoxed(before, after));
        Assert.Equal(Text(before) == Text(after), ops.IsEmpty);
    }

    [Theory]
    [InlineData(typeof(IncludedField))]
    [InlineData(typeof(Extended))]
    [InlineData(typeof(NeverNull))]
    [InlineData(typeof(QuotedText))]
    [InlineData(typeof(ConvertedByAnother))]
    [InlineData(typeof(ConvertedByNone))]
    [InlineData(typeof(ConvertedList))]
    [InlineData(typeof(AnyPet))]
    public void For_AttributeThatCannotBeHonoured_SaysWhereAndWhatWasExpected(Type type)
    {
        var refusal = Assert.Throws<NoWireFormException>(() => WireType.For(type));

        Assert.Contains("Expected", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(type.Name, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"__musubi_store_id__":[]}""")]
    [InlineData("""{"a":[{"__musubi_stream__":"s"}]}""")]
    [InlineData("1 2")]
    [InlineData("")]
    [InlineData("[")]
    public void Write_ConverterThatWritesWhatCannotBeSent_IsAnError(string raw) => Assert.Throws<NoWireFormException>(() => Text(new ByHand(new Raw(raw))));

    [Fact]
    public void Write_FlagWithoutMember_IsAnError() => Assert.Throws<NoWireFormException>(() => Text(new Flagged((Rights)4, default, default)));

    [Fact]
    public void Write_CaseThatIsNotDeclared_IsAnError()
    {
        Assert.Equal("""{"pets":[{"$type":"cat","name":"c"},{"name":"p"}],"animal":{"$type":"dog","name":"d"}}""", Text(new Pets([new Cat("c"), new Pet("p")], new Dog("d"))));

        var undeclared = Assert.Throws<NoWireFormException>(() => Text(new Pets([new Fish("f")], new Dog("d"))));
        Assert.Contains($"{typeof(Fish)} is no case of {typeof(Pet)}", undeclared.Message, StringComparison.Ordinal);
        Assert.Throws<NoWireFormException>(() => Text(new Pets([], new Wolf("w"))));
    }

    private static string Text(object value) => Encoding.UTF8.GetString(DocumentWriter.WriteAlone(value, WireType.For<object>()).Span);

    public enum Shade
    {
        Light,
        [JsonStringEnumMemberName("so dark")]
        Dark,
    }

    [JsonConverter(typeof(JsonStringEnumConverter))]
    public enum Pascal
    {
        Light,
        DarkRed,
    }

    [JsonConverter(typeof(JsonNumberEnumConverter<Level>))]
    public enum Level
    {
        Low,
        High,
    }

    public sealed class Seconds : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => DateTimeOffset.FromUnixTimeSeconds(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteNumberValue(value.ToUnixTimeSeconds());
    }

    public sealed class MoneyConverter : JsonConverter<Money>
    {
        public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(int.Parse(reader.GetString()![1..], System.Globalization.CultureInfo.InvariantCulture));

        public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) => writer.WriteStringValue($"€{value.Amount}");
    }

    public sealed class RawConverter : JsonConverter<Raw>
    {
        public override Raw Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Raw value, JsonSerializerOptions options) 
        {
            if (value.Text.Length > 0)
            {
                writer.WriteRawValue(value.Text, skipInputValidation: true);
            }
        }
    }

    [JsonConverter(typeof(MoneyConverter))]
    public sealed record Money(int Amount);

    [JsonConverter(typeof(RawConverter))]
    public sealed record Raw(string Text);

    public sealed record ByHand(Raw Value);

    public sealed record Never([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Value);

    public sealed record WhenNull(
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Text = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Number = null);

    public sealed record WhenDefault(
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Number = 0,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] string? Text = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Shade Shade = default);

    public sealed record Writing(
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenReading)] int Sent,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)] int Taken,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.Always)] int Hidden);

    public sealed record Quoted(
        [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] long Number,
        [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] int? Maybe,
        [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] ImmutableArray<int> List,
        [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] ImmutableDictionary<string, int?> Map,
        [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] decimal Exact);

    [JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)]
    public sealed record AllQuoted(int Number, string Text);

    [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    public sealed record Named(double Number, float Small, double Plain);

    public sealed record Unquoted([property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] int Number);

    public sealed record Converted(
        [property: JsonConverter(typeof(Seconds))] DateTimeOffset At,
        [property: JsonConverter(typeof(Seconds))] DateTimeOffset? Until,
        Money Price,
        Money? Old,
        [property: JsonConverter(typeof(MoneyConverter))] Money? Other);

    public sealed record Enums(Shade Shade, Pascal Pascal, Level Level);

    [Flags]
    public enum Rights
    {
        None = 0,
        Read = 1,
        WriteAll = 2,
    }

    public sealed record Flagged(Rights One, Rights Two, Rights Zero);

    public sealed record Ordered([property: JsonPropertyOrder(2)] int Third, int Second, [property: JsonPropertyOrder(-1)] int First);

    public sealed record Included([property: JsonInclude] int Number)
    {
        [JsonInclude]
        internal int Twice { get; private init; } = Number * 2;
    }

    public sealed record Read(int Number)
    {
        [JsonRequired]
        public int Required { get; init; }

        [JsonObjectCreationHandling(JsonObjectCreationHandling.Replace)]
        public ImmutableArray<int> Items { get; init; } = [];
    }

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    public sealed record Unmapped(int Number);

    public sealed record Made
    {
        public Made(int number)
            : this(number, number)
        {
        }

        [JsonConstructor]
        public Made(int number, int other) => (Number, Other) = (number, other);

        public int Number { get; }

        public int Other { get; }
    }

    public sealed record IncludedField(int Number)
    {
        [JsonInclude]
        [SuppressMessage("Design", "CA1051:Do not declare visible instance fields", Justification = "It is what is refused.")]
        public readonly int Field = 1;
    }

    public sealed record Extended(int Number)
    {
        [JsonExtensionData]
        public ImmutableDictionary<string, object>? More { get; init; }
    }

    public sealed record NeverNull([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int Number);

    public sealed record QuotedText([property: JsonNumberHandling(JsonNumberHandling.WriteAsString)] string Text);

    public sealed record ConvertedByAnother([property: JsonConverter(typeof(Seconds))] string Text);

    public sealed record ConvertedByNone([property: JsonConverter(typeof(Secret))] string Text);

    public sealed record ConvertedList([property: JsonConverter(typeof(Listed))] List<int> Items);

    [JsonDerivedType(typeof(Cat), "cat")]
    public record Pet(string Name);

    public sealed record Cat(string Name) : Pet(Name);

    public sealed record Fish(string Name) : Pet(Name);

    [JsonDerivedType(typeof(Dog), "dog")]
    public interface IAnimal
    {
        string Name { get; }
    }

    public sealed record Dog(string Name) : IAnimal;

    public sealed record Wolf(string Name) : IAnimal;

    public sealed record Pets(ImmutableArray<Pet> List, IAnimal Animal)
    {
        [JsonIgnore]
        public ImmutableArray<Pet> List { get; init; } = List;

        [JsonPropertyName("pets"), JsonPropertyOrder(-1)]
        public ImmutableArray<Pet> Renamed => List;
    }

    [JsonPolymorphic(UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FallBackToNearestAncestor)]
    [JsonDerivedType(typeof(Parrot), "parrot")]
    public record AnyPet(string Name);

    public sealed record Parrot(string Name) : AnyPet(Name);

    public sealed class Secret(string name) : JsonConverter<string>
    {
        public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => name;

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(name);
    }

    public sealed class Listed : JsonConverter<List<int>>
    {
        public override List<int> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => [];

        public override void Write(Utf8JsonWriter writer, List<int> value, JsonSerializerOptions options) => writer.WriteNullValue();
    }
}
