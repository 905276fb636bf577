using System.Globalization;
using System.Numerics;
using System.Text.Json;
using CsCheck;
using Musubi.Grains.Commands;
using Musubi.Grains.Declarations;
using Musubi.Grains.Nodes;
using Musubi.Grains.Services;
using Musubi.Testing;

namespace Musubi.Grains.Tests.Commands;

/// <summary>What a payload may hold: by its declared type, down to every item.</summary>
public sealed class PayloadTests
{
    [Theory]
    [InlineData("nullable_enum", "Desc")]
    [InlineData("null_enum", "[]")]
    [InlineData("plain_enum", "Desc")]
    [InlineData("flags", "Left, Right")]
    [InlineData("signed_enum", "Minus")]
    [InlineData("nullable_int", "3")]
    [InlineData("nullable_short", "-3")]
    [InlineData("nullable_decimal", "1.50")]
    [InlineData("nullable_bool", "True")]
    [InlineData("nullable_char", "x")]
    [InlineData("nullable_double", "0.5")]
    [InlineData("default_guid", "00000000-0000-0000-0000-000000000000")]
    [InlineData("default_date", "0001-01-01")]
    [InlineData("default_array", "True")]
    [InlineData("default_text", "[]")]
    public async Task Parameter_LeftOut_HasItsDefault(string command, string expected)
    {
        await using var page = await StorePage.MountAsync<DefaultsStore>();

        await page.DispatchAsync(command);

        Assert.Equal(expected, (string?)page.Document["text"]);
    }

    [Theory]
    [InlineData("strings", """{"tags":["a","b"]}""", "a,b")]
    [InlineData("map", """{"map":{"a":"b"}}""", "b")]
    [InlineData("lists", """{"lists":[["a"],[],["b"]]}""", "a,b")]
    [InlineData("nullable_array", """{"tags":null}""", "")]
    [InlineData("nullable_array", """{"tags":["a"]}""", "1")]
    [InlineData("nested", """{"tagged":{"name":"n","tags":["a"]}}""", "a")]
    [InlineData("allowed", """{"items":{"tags":[null,"a"],"map":{"a":null}},"tags":[null]}""", "4")]
    [InlineData("shape", """{"shape":{"kind":"circle","label":"l","radius":2}}""", "Circle { Label = l, Radius = 2 }")]
    [InlineData("shape", """{"shape":{"radius":2,"kind":"circle","label":"l"}}""", "Circle { Label = l, Radius = 2 }")]
    [InlineData("shape", """{"shape":{"radius":2.0,"label":"l","kind":"circle"}}""", "Circle { Label = l, Radius = 2 }")]
    [InlineData("shapes", """{"shapes":[{"side":1,"label":"l","kind":"square"},{"label":"m","kind":"circle","radius":2}]}""", "Square { Label = l, Side = 1 },Circle { Label = m, Radius = 2 }")]
    [InlineData("animal", """{"animal":{"name":"n","lives":9,"$type":"cat"}}""", "Cat { Name = n, Lives = 9 }")]
    [InlineData("animal", """{"animal":{"name":"n"}}""", "Animal { Name = n }")]
    [InlineData("numbers", """{"numbers":{"count":"1","items":["2",3,4.0]}}""", "10")]
    [InlineData("by_number", """{"names":{"1":"a"}}""", "[1, a]")]
    [InlineData("bytes", """{"bytes":"AQI="}""", "1,2")]
    public async Task Payload_ThatFits_IsRead(string command, string payload, string expected)
    {
        await using var page = await StorePage.MountAsync<ItemsStore>();

        await page.DispatchAsync(command, JsonElement.Parse(payload));

        Assert.Equal(expected, (string?)page.Document["text"]);
    }

    [Theory]
    [InlineData("strings", """{"tags":["a",null]}""")]
    [InlineData("records", """{"items":[{"item_id":1,"kind":"small"},null]}""")]
    [InlineData("map", """{"map":{"a":"b","c":null}}""")]
    [InlineData("lists", """{"lists":[["a"],null]}""")]
    [InlineData("lists", """{"lists":[["a"],[null]]}""")]
    [InlineData("map_of_arrays", """{"map":{"a":["b",null]}}""")]
    [InlineData("map_of_arrays", """{"map":{"a":null}}""")]
    [InlineData("nullable_array", """{"tags":[null]}""")]
    [InlineData("nested", """{"tagged":{"name":"n","tags":[null]}}""")]
    [InlineData("nested_in_list", """{"tagged":[{"name":"n","tags":[]},{"name":"n","tags":[null]}]}""")]
    [InlineData("shapes", """{"shapes":[null]}""")]
    [InlineData("shape", """{"shape":{"kind":"triangle","label":"l"}}""")]
    public async Task Payload_WithANullWhereNoneIsDeclared_IsRefused(string command, string payload)
    {
        await using var page = await StorePage.MountAsync<ItemsStore>();

        var crash = await Assert.ThrowsAsync<StoreCrashedException>(() => page.DispatchAsync(command, JsonElement.Parse(payload)));

        Assert.IsType<PayloadException>(crash.InnerException);
    }

    [Theory]
    [InlineData(typeof(TupleStore), "Expected a record")]
    [InlineData(typeof(TupleInRecordStore), "Expected a record")]
    [InlineData(typeof(TupleInListStore), "Expected a record")]
    [InlineData(typeof(ReferenceTupleStore), "Expected a record")]
    [InlineData(typeof(FieldsStore), "'X'")]
    [InlineData(typeof(GetOnlyStore), "none of whose properties can be set")]
    [InlineData(typeof(InterfaceStore), "[JsonDerivedType]")]
    [InlineData(typeof(AbstractStore), "[JsonDerivedType]")]
    [InlineData(typeof(DelegateStore), "no form in JSON")]
    [InlineData(typeof(UnfillableStore), "cannot be read from JSON")]
    [InlineData(typeof(HiddenConstructorStore), "no constructor")]
    [InlineData(typeof(TupleAttributeStore), "Expected a record")]
    public void Declare_PayloadThatCannotBeRead_SaysWhatWasExpected(Type store, string expected)
    {
        var catalog = new StoreCatalog(static type => (Store)Activator.CreateInstance(type)!, CallbackServices.None);

        var problem = Assert.Throws<StoreDeclarationException>(() => catalog.Declare([store]));

        Assert.Contains(store.Name, problem.Message, StringComparison.Ordinal);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("1.0", 1)]
    [InlineData("1e2", 100)]
    [InlineData("1E+2", 100)]
    [InlineData("12.50e1", 125)]
    [InlineData("100e-2", 1)]
    [InlineData("-0", 0)]
    [InlineData("-0.0", 0)]
    [InlineData("0e999", 0)]
    [InlineData("2147483647.000", int.MaxValue)]
    [InlineData("-2147483648.0", int.MinValue)]
    [InlineData("1.5", null)]
    [InlineData("1e-1", null)]
    [InlineData("2147483648.0", null)]
    [InlineData("1e400", null)]
    [InlineData("1e99999999999", null)]
    [InlineData("1.00000000000000000000000000000000000000000000000000000000001", null)]
    [InlineData("\"1\"", null)]
    [InlineData("true", null)]
    [InlineData("[1]", null)]
    public void Integer_WrittenInAnyForm_IsReadByItsValue(string json, int? expected) => Assert.Equal(expected, Read<int>(json));

    [Fact]
    public void Integer_OfAnyTypeAndForm_IsReadByItsValue() =>
        Gen.Select(Gen.Long, Gen.Int[0, 12], Gen.Bool).Sample((number, zeros, exponent) =>
        {
            var digits = number.ToString(CultureInfo.InvariantCulture);
            var json = (exponent, zeros) switch
            {
                (_, 0) or (true, _) when number == 0 || zeros == 0 => digits,
                (false, _) => $"{digits}.{new string('0', zeros)}",
                (true, _) => $"{digits}{new string('0', zeros)}e-{zeros}",
            };
            Is<sbyte>(json, number);
            Is<byte>(json, number);
            Is<short>(json, number);
            Is<ushort>(json, number);
            Is<int>(json, number);
            Is<uint>(json, number);
            Is<long>(json, number);
            Is<ulong>(json, number);
            Is<Int128>(json, number);
            Is<UInt128>(json, number);
        });

    [Fact]
    public void Integer_Written_IsReadAsItWas() => Gen.Select(Gen.Long, Gen.ULong, Gen.SByte).Sample(static (one, two, three) =>
    {
        var json = JsonSerializer.Serialize(new { one, two, three }, WireJson.Options);

        Assert.Equal($$"""{"one":{{one}},"two":{{two}},"three":{{three}}}""", json);
    });

    [Fact]
    public void Params_ReadAsATuple_ThrowAndNameARecord()
    {
        var problem = Assert.Throws<InvalidOperationException>(static () => Params.Parse("""{"at":{"x":1}}""").Get<(int X, int Y)>("at"));

        Assert.Contains("Expected a record", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attribute_WithANullInside_IsRefused()
    {
        var problem = await Assert.ThrowsAsync<ParamException>(static async () => await new TagsStore().Mount(Params.Parse("""{"tags":["a",null]}"""), new Socket()));

        Assert.Equal("tags", problem.Param);
    }

    private static void Is<T>(string json, long number)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T> =>
        Assert.Equal((Int128)number >= Int128.CreateSaturating(T.MinValue) && (Int128)number <= Int128.CreateSaturating(T.MaxValue) ? T.CreateChecked(number) : null, Read<T>(json));

    private static T? Read<T>(string json)
        where T : struct
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, WireJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed class TagsStore : TextStore
    {
        public static readonly Attr<string[]> Tags = new("tags");
    }
}
