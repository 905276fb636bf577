using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Musubi.TypeScript.Tests;

/// <summary>Types of records that System.Text.Json's attributes describe.</summary>
public sealed class AttributeTests
{
    private static readonly string Generated = Generator.Run(StoreFinder.Of([typeof(TaggedStore)]));

    [Theory]
    [InlineData("never: string | null;")]
    [InlineData("when_null?: string;")]
    [InlineData("when_null_number?: number;")]
    [InlineData("when_default?: number;")]
    [InlineData("reading: number;")]
    [InlineData("quoted: string;")]
    [InlineData("quoted_or_none: string | null;")]
    [InlineData("quoted_list: readonly string[];")]
    [InlineData("named: number | string;")]
    [InlineData("converted: unknown;")]
    [InlineData("shade: \"Light\" | \"Dark\";")]
    [InlineData("level: number;")]
    [InlineData("included: number;")]
    [InlineData("rights: string;")]
    public void Run_Property_IsTypedAsItIsWritten(string line) => Assert.Contains($" {line}\n", Generated, StringComparison.Ordinal);

    [Theory]
    [InlineData("hidden")]
    [InlineData("writing:")]
    public void Run_PropertyThatIsNotWritten_IsNotThere(string name) => Assert.DoesNotContain(name, Generated.Split("commands_of_it")[0], StringComparison.Ordinal);

    [Theory]
    [InlineData("text_or_number: number | string;")]
    [InlineData("texts_or_numbers: readonly (number | string)[];")]
    [InlineData("other: unknown;")]
    [InlineData("flags?: string;")]
    [InlineData("taken?: number;")]
    [InlineData("when_null?: string | null;")]
    public void Run_PayloadField_IsTypedAsItIsRead(string line) => Assert.Contains($" {line}\n", Generated, StringComparison.Ordinal);

    [Theory]
    [InlineData("only_sent")]
    [InlineData("neither")]
    public void Run_PayloadFieldThatIsNotRead_IsNotThere(string name) => Assert.DoesNotContain(name, Generated, StringComparison.Ordinal);

    [Flags]
    public enum Rights
    {
        Read = 1,
        Write = 2,
    }

    [JsonConverter(typeof(JsonStringEnumConverter))]
    public enum Shade
    {
        Light,
        Dark,
    }

    [JsonConverter(typeof(JsonNumberEnumConverter<Level>))]
    public enum Level
    {
        Low,
        High,
    }

    public sealed class Reversed : JsonConverter<string>
    {
        public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new([.. reader.GetString()!.Reverse()]);

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(new string([.. value.Reverse()]));
    }

    public sealed record TaggedState(
        [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Never,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? WhenNull,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? WhenNullNumber,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int WhenDefault,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenReading)] int Reading,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)] int Writing,
        [property: JsonIgnore] int Hidden,
        [property: JsonNumberHandling(JsonNumberHandling.WriteAsString)] long Quoted,
        [property: JsonNumberHandling(JsonNumberHandling.WriteAsString)] long? QuotedOrNone,
        [property: JsonNumberHandling(JsonNumberHandling.WriteAsString)] ImmutableArray<long> QuotedList,
        [property: JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] double Named,
        [property: JsonConverter(typeof(Reversed))] string Converted,
        Shade Shade,
        Rights Rights,
        Level Level)
    {
        [JsonInclude]
        internal int Included => 1;
    }

    public sealed record Amounts(
        [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long TextOrNumber,
        [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] ImmutableArray<long> TextsOrNumbers,
        [property: JsonConverter(typeof(Reversed))] string Other,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? WhenNull = null)
    {
        public Rights Flags { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenReading)]
        public int OnlySent { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)]
        public int Taken { get; init; }

        [JsonIgnore]
        public int Neither { get; init; }
    }

    private sealed class TaggedStore : RootStore<TaggedState>
    {
        [Command("commands_of_it")]
        public Socket Take(Amounts amounts, Socket socket) => amounts is null ? socket : socket;

        public override TaggedState Render(Socket socket) => throw new NotSupportedException();
    }
}
