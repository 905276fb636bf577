using System.Text.Json;

namespace Musubi.Tests.Patches;

public sealed class WireJsonTests
{
    [Fact]
    public void Write_EveryKindOfValue_HasItsWireForm()
    {
        var values = new Values(1, 1.5m, true, "é<b>\"", DenialReason.NotFound, new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), new("https://example.test/a"), new() { ["Exact Key"] = null });

        Assert.Equal(
            """{"some_int":1,"some_decimal":1.5,"some_bool":true,"some_text":"é<b>\"","some_enum":"not_found","some_time":"2026-01-02T03:04:05+00:00","some_uri":"https://example.test/a","some_map":{"Exact Key":null}}""",
            JsonSerializer.Serialize(values, WireJson.Options));
    }

    [Fact]
    public void Read_Written_IsEqual()
    {
        var values = new Values(1, 1.5m, true, "text", DenialReason.NotFound, default, new("https://example.test/a"), []);

        Assert.Equivalent(values, JsonSerializer.Deserialize<Values>(JsonSerializer.Serialize(values, WireJson.Options), WireJson.Options));
    }

    [Theory]
    [InlineData("""{"a":1}""")]
    [InlineData("""{"a":1,"b":null}""")]
    [InlineData("""{"a":"1","b":"x"}""")]
    [InlineData("""{"a":null,"b":"x"}""")]
    [InlineData("""{"A":1,"B":"x"}""")]
    public void Read_FieldMissingNullOrOfAnotherType_IsAnError(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Strict>(json, WireJson.Options));

    [Fact]
    public void Read_ExtraField_IsIgnored() =>
        Assert.Equal(new Strict(1, "x"), JsonSerializer.Deserialize<Strict>("""{"a":1,"b":"x","c":[]}""", WireJson.Options));

    [Fact]
    public void Write_NumberThatIsNone_IsAnError() =>
        Assert.Throws<ArgumentException>(static () => JsonSerializer.Serialize(double.NaN, WireJson.Options));

    [Fact]
    public void Options_ForEveryone_CannotBeChanged() => Assert.True(WireJson.Options.IsReadOnly);

    private sealed record Strict(int A, string B);

    private sealed record Values(
        int SomeInt,
        decimal SomeDecimal,
        bool SomeBool,
        string SomeText,
        DenialReason SomeEnum,
        DateTimeOffset SomeTime,
        Uri SomeUri,
        Dictionary<string, string?> SomeMap);
}
