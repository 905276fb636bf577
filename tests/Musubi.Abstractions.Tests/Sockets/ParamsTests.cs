using System.Text;
using CsCheck;

namespace Musubi.Tests.Sockets;

public sealed class ParamsTests
{
    public static TheoryData<string> NotOneObject => new()
    {
        "", " ", "null", "true", "1", "\"text\"", "[]", "[{}]", "{", "}", "{}{}", "{} x", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{'a':1}", "/**/{}", "\uFEFF{}",
        "{\"a\":\"\\ud800\"}", "{\"\\udc00\":1}", "{\"a\":NaN}", "{\"a\":01}", new string('[', 100_000),
        string.Concat(Enumerable.Repeat("{\"a\":", 64)) + "1" + new string('}', 64) + "}",
        string.Concat(Enumerable.Repeat("{\"a\":", 65)) + "1" + new string('}', 65),
    };

    public static TheoryData<string> AnotherTypeThanInt => new()
    {
        "null", "true", "\"1\"", "\"\"", "1.5", "2147483648", "-2147483649", "1e400", "99999999999999999999999999999999", "[1]", "{}", "{\"a\":1}",
    };

    [Theory]
    [MemberData(nameof(NotOneObject))]
    public void TryCreate_AnythingButOneObject_IsRefused(string json)
    {
        Assert.False(Params.TryCreate(Encoding.UTF8.GetBytes(json), out var refused));
        Assert.Null(refused);
        Assert.Throws<FormatException>(() => Params.Parse(json));
    }

    [Theory]
    [InlineData(new byte[] { 0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D })]
    [InlineData(new byte[] { 0x7B, 0x22, 0x61, 0x22, 0x3A, 0x22, 0xC3, 0x22, 0x7D })]
    public void TryCreate_BytesThatAreNoUtf8_IsRefused(byte[] json) => Assert.False(Params.TryCreate(json, out _));

    [Fact]
    public void TryCreate_RandomBytes_NeverThrows() =>
        Gen.Byte.Array[0, 40].Sample(static bytes => { Params.TryCreate(bytes, out _); });

    [Fact]
    public void TryCreate_AnObjectBrokenAnywhere_NeverThrowsThenOrLater()
    {
        var whole = """{"a":"\ud83d\ude00é","b":[1,{"c":null}],"d":{"e":-1.5e3}}"""u8.ToArray();

        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Sample((at, broken) =>
        {
            var bytes = (byte[])whole.Clone();
            bytes[at] = broken;
            if (Params.TryCreate(bytes, out var read))
            {
                read.TryGet<string>("a", out _);
                read.TryGet<int[]>("b", out _);
                read.Has("d");
            }
        });
    }

    [Fact]
    public void TryCreate_Bytes_AreCopied()
    {
        var bytes = """{"a":1}"""u8.ToArray();
        Assert.True(Params.TryCreate(bytes, out var read));

        bytes.AsSpan().Fill((byte)'!');

        Assert.Equal(1, read.Get<int>("a"));
    }

    [Fact]
    public void Get_EveryKindOfValue_ReadsAsItsType()
    {
        var read = Params.Parse("""{"s":"text","i":7,"d":1.5,"b":true,"n":null,"l":[1,2],"o":{"deep_name":"x"},"e":"not_found","é\n":"ü"}""");

        Assert.Equal("text", read.Get<string>("s"));
        Assert.Equal(7, read.Get<int>("i"));
        Assert.Equal(1.5, read.Get<double>("d"));
        Assert.True(read.Get<bool>("b"));
        Assert.Null(read.Get<int?>("n"));
        Assert.Equal([1, 2], read.Get<int[]>("l"));
        Assert.Equal(new Inner("x"), read.Get<Inner>("o"));
        Assert.Equal(DenialReason.NotFound, read.Get<DenialReason>("e"));
        Assert.Equal("ü", read.Get<string>("é\n"));
    }

    [Theory]
    [MemberData(nameof(AnotherTypeThanInt))]
    public void Get_AnotherType_IsAnErrorThatHidesTheValue(string value)
    {
        var read = Params.Parse($$"""{"n":{{value}}}""");

        var error = Assert.Throws<ParamException>(() => read.Get<int>("n"));

        Assert.Equal("n", error.Param);
        Assert.StartsWith("Expected param 'n' to be System.Int32; got ", error.Message, StringComparison.Ordinal);
        Assert.Null(error.InnerException);
        Assert.False(read.TryGet<int>("n", out _));
    }

    [Theory]
    [InlineData("null", "null")]
    [InlineData("true", "a boolean")]
    [InlineData("\"hunter2\"", "a string")]
    [InlineData("1.5", "a number")]
    [InlineData("[1]", "an array")]
    [InlineData("{}", "an object")]
    public void Get_AnotherType_SaysWhatCame(string value, string came)
    {
        var error = Assert.Throws<ParamException>(() => Params.Parse($$"""{"n":{{value}}}""").Get<int>("n"));

        Assert.Equal($"Expected param 'n' to be System.Int32; got {came}.", error.Message);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"deep_name":null}""")]
    [InlineData("""{"deepName":"x"}""")]
    [InlineData("""{"DeepName":"x"}""")]
    [InlineData("""{"deep_name":1}""")]
    public void Get_RecordWithAWrongField_IsAnError(string value) =>
        Assert.Throws<ParamException>(() => Params.Parse($$"""{"o":{{value}}}""").Get<Inner>("o"));

    [Theory]
    [InlineData("1")]
    [InlineData("\"gone\"")]
    public void Get_EnumByUnknownNameOrNumber_IsAnError(string value) =>
        Assert.Throws<ParamException>(() => Params.Parse($$"""{"e":{{value}}}""").Get<DenialReason>("e"));

    [Fact]
    public void Get_Missing_IsAnErrorThatNamesIt()
    {
        var error = Assert.Throws<ParamException>(() => Params.Parse("""{"Name":1,"a":{"name":1}}""").Get<int>("name"));

        Assert.Equal("Expected param 'name'; it is missing.", error.Message);
    }

    [Fact]
    public void Get_NullForAString_IsAnErrorRatherThanANullString() =>
        Assert.Throws<ParamException>(() => Params.Parse("""{"s":null}""").Get<string>("s"));

    [Theory]
    [InlineData("{}", "fallback")]
    [InlineData("""{"s":null}""", "fallback")]
    [InlineData("""{"s":"text"}""", "text")]
    public void Get_WithFallback_FillsInForMissingAndNull(string json, string expected) =>
        Assert.Equal(expected, Params.Parse(json).Get("s", "fallback"));

    [Fact]
    public void Get_WithFallback_StillRefusesAnotherType() =>
        Assert.Throws<ParamException>(() => Params.Parse("""{"s":1}""").Get("s", "fallback"));

    [Fact]
    public void Get_DoubledName_IsTheLast()
    {
        var read = Params.Parse("""{"n":"first","n":2}""");

        Assert.Equal(2, read.Get<int>("n"));
        Assert.False(read.TryGet<string>("n", out _));
    }

    [Fact]
    public void Get_EscapedName_IsFoundUnescaped() => Assert.Equal(1, Params.Parse("""{"\u0061b":1}""").Get<int>("ab"));

    [Fact]
    public void Get_NameOfANestedField_IsNotFound() => Assert.False(Params.Parse("""{"a":{"b":1},"c":[{"b":2}]}""").Has("b"));

    [Fact]
    public void Get_DeepestAllowedNesting_Reads()
    {
        var json = string.Concat(Enumerable.Repeat("{\"a\":", WireJson.MaxDepth)) + "1" + new string('}', WireJson.MaxDepth);

        Assert.True(Params.Parse(json).Has("a"));
    }

    [Fact]
    public void Of_NamesAndValues_ReadsBackAsSent()
    {
        var sent = Params.Of(new("poll_id", "p1"), new("Exact", new Inner("x")), new("none", null));

        Assert.Equal("""{"poll_id":"p1","Exact":{"deep_name":"x"},"none":null}""", Encoding.UTF8.GetString(sent.Utf8Json.Span));
    }

    [Fact]
    public void Equals_SameBytes_AreEqual()
    {
        Assert.Equal(Params.Parse("""{"a":1}"""), Params.Parse("""{"a":1}"""));
        Assert.Equal(Params.Parse("""{"a":1}""").GetHashCode(), Params.Parse("""{"a":1}""").GetHashCode());
        Assert.NotEqual(Params.Parse("""{"a":1}"""), Params.Parse("""{"a":2}"""));
    }

    [Fact]
    public void ToString_Secret_RevealsNothing() => Assert.Equal("Params", Params.Parse("""{"token":"hunter2"}""").ToString());

    private sealed record Inner(string DeepName);
}
