using System.Globalization;
using System.Text.Json;
using Musubi.Grains.Commands;

namespace Musubi.Grains.Tests.Commands.Payloads;

/// <summary>Values at the edges of their types: bound as they are, or refused.</summary>
public sealed class ValueTests
{
    [Theory]
    [InlineData("Double", "1e400")]
    [InlineData("Double", "-1e400")]
    [InlineData("Double", "1.8e308")]
    [InlineData("Double", "\"NaN\"")]
    [InlineData("Double", "\"1\"")]
    [InlineData("Single", "1e39")]
    [InlineData("Single", "-3.5e38")]
    [InlineData("Half", "1e6")]
    [InlineData("Decimal", "1e400")]
    [InlineData("Decimal", "79228162514264337593543950336")]
    [InlineData("MaybeDouble", "1e309")]
    [InlineData("Doubles", "[1,2e999]")]
    [InlineData("ByDouble", """{"1e400":"a"}""")]
    [InlineData("ByDouble", """{"NaN":"a"}""")]
    [InlineData("NamedDouble", """{"names":1e400,"text":1}""")]
    [InlineData("NamedDouble", """{"names":"1.5","text":1}""")]
    [InlineData("NamedDouble", """{"names":1,"text":"1e40"}""")]
    [InlineData("NamedDouble", """{"names":1,"text":" 1"}""")]
    [InlineData("Int", "2147483648")]
    [InlineData("Int", "-2147483649")]
    [InlineData("Byte", "256")]
    [InlineData("Byte", "-1")]
    [InlineData("Long", "9223372036854775808")]
    [InlineData("Long", "1e19")]
    [InlineData("Color", "1")]
    [InlineData("Color", "\"1\"")]
    [InlineData("Color", "\"red,green\"")]
    [InlineData("Color", "\"red, blue\"")]
    [InlineData("Color", "\"red\\u002c green\"")]
    [InlineData("Color", "\"pink\"")]
    [InlineData("Color", "\"\"")]
    [InlineData("Color", "null")]
    [InlineData("Color", "[\"red\"]")]
    [InlineData("ByColor", """{"red,green":1}""")]
    [InlineData("ByColor", """{"2":1}""")]
    [InlineData("ColorByNumber", "2")]
    [InlineData("ColorByNumber", "0")]
    [InlineData("ColorByNumber", "256")]
    [InlineData("ColorByNumber", "-1")]
    [InlineData("ColorByNumber", "\"low\"")]
    [InlineData("MaybeByNumber", "7")]
    [InlineData("ColorByEither", "3")]
    [InlineData("ColorByEither", "\"3\"")]
    [InlineData("ColorByEither", "\"One, Two\"")]
    [InlineData("FlagsByNumber", "4")]
    [InlineData("FlagsByNumber", "7")]
    [InlineData("Flags", "3")]
    [InlineData("Flags", "\"left, up\"")]
    [InlineData("Painted", """{"color":9,"other":null}""")]
    [InlineData("Painted", """{"color":1,"other":99}""")]
    [InlineData("Page", """{"first":null,"last":null,"items":[],"by_name":{}}""")]
    [InlineData("Page", """{"first":"a","last":null,"items":["a",null],"by_name":{}}""")]
    [InlineData("Pages", """[{"first":null,"last":null,"items":[],"by_name":{}}]""")]
    [InlineData("Outer", """{"page":{"first":null,"last":null,"items":[],"by_name":{}}}""")]
    [InlineData("Outer", """{"page":{"first":"a","last":"a","items":[],"by_name":{}},"pairs":{"first":{"key":"a","value":null},"last":{"key":"a","value":"b"},"items":[],"by_name":{}}}""")]
    [InlineData("Chain", """{"value":"a","next":{"value":"b","next":{"value":null,"next":null}}}""")]
    [InlineData("Pairs", """[{"key":"a","value":null}]""")]
    [InlineData("Pairs", """[{"key":null,"value":"a"}]""")]
    [InlineData("Pairs", """[{"key":"a"}]""")]
    [InlineData("Pairs", """[null]""")]
    [InlineData("MaybePairs", """[{"key":null,"value":null}]""")]
    [InlineData("PairsByName", """{"x":{"key":"a","value":["b",null]}}""")]
    [InlineData("Cell", """{"row":1}""")]
    [InlineData("Cell", """{"column":1,"color":"red"}""")]
    [InlineData("Cell", """{"row":1,"column":2,"text":null}""")]
    [InlineData("Cell", "{}")]
    [InlineData("Cells", """{"a":{"row":1}}""")]
    [InlineData("Age", """{"years":-1}""")]
    [InlineData("Age", "{}")]
    [InlineData("Offset", "\"0001-01-01T00:00:00+14:00\"")]
    [InlineData("Offset", "\"9999-12-31T23:59:59.9999999-14:00\"")]
    [InlineData("Offset", "\"2024-01-01T00:00:00+15:00\"")]
    [InlineData("Time", "\"0001-01-01T00:00:00+14:00\"")]
    [InlineData("Time", "\"2024-06-30T23:59:60Z\"")]
    [InlineData("Time", "\"10000-01-01T00:00:00Z\"")]
    [InlineData("Time", "0")]
    [InlineData("Day", "\"2023-02-29\"")]
    [InlineData("Day", "\"0000-01-01\"")]
    [InlineData("Clock", "\"24:00:00\"")]
    [InlineData("Span", "\"10675200.00:00:00\"")]
    [InlineData("Address", "\"http://[\"")]
    [InlineData("Id", "\"00000000\"")]
    [InlineData("Letter", "\"ab\"")]
    [InlineData("Letter", "\"\"")]
    [InlineData("Letter", "\"😀\"")]
    [InlineData("Shape", """{"kind":"circle","kind":"square","label":"a","radius":1}""")]
    [InlineData("Shape", """{"kind":1,"label":"a"}""")]
    [InlineData("Shape", """{"kind":null,"label":"a"}""")]
    [InlineData("Shape", """{"label":"a"}""")]
    [InlineData("Shape", """{"$id":"1","kind":"circle","label":"a","radius":1}""")]
    [InlineData("Tree", """{"name":"a","branches":null}""")]
    [InlineData("Tree", """{"name":"a","branches":[null]}""")]
    public void Read_ValueThatDoesNotFit_IsRefused(string command, string json) => Assert.Throws<PayloadException>(() => ReadingStore.Bind(command, json));

    [Theory]
    [InlineData("Double", "-0", "-0")]
    [InlineData("Double", "1e-400", "0")]
    [InlineData("Double", "1.7976931348623157e308", "1.7976931348623157E+308")]
    [InlineData("Double", "5e-324", "5E-324")]
    [InlineData("Double", "0.1", "0.1")]
    [InlineData("Single", "3.4028235e38", "3.4028235E+38")]
    [InlineData("Half", "65504", "65500")]
    [InlineData("Decimal", "-0.0", "0.0")]
    [InlineData("Decimal", "1e-400", "0.0000000000000000000000000000")]
    [InlineData("Decimal", "79228162514264337593543950335", "79228162514264337593543950335")]
    [InlineData("MaybeDouble", "null", "")]
    [InlineData("MaybeDouble", "1e2", "100")]
    [InlineData("NamedDouble", """{"names":"-Infinity","text":"1.5"}""", "Named { Names = -Infinity, Text = 1.5 }")]
    [InlineData("NamedDouble", """{"names":2,"text":"NaN"}""", "Named { Names = 2, Text = NaN }")]
    [InlineData("Int", "-0", "0")]
    [InlineData("Byte", "-0.0", "0")]
    [InlineData("Byte", "2.55e2", "255")]
    [InlineData("Color", "\"dark_blue\"", "DarkBlue")]
    [InlineData("ColorByNumber", "9", "High")]
    [InlineData("MaybeByNumber", "null", "")]
    [InlineData("ColorByEither", "\"Two\"", "Two")]
    [InlineData("ColorByEither", "2", "Two")]
    [InlineData("FlagsByNumber", "3", "Read, Write")]
    [InlineData("FlagsByNumber", "-9223372036854775807", "Read, All")]
    [InlineData("FlagsByNumber", "0", "0")]
    [InlineData("Flags", "\"left, right\"", "Left, Right")]
    [InlineData("Painted", """{"color":3,"other":"Red"}""", "Painted { Color = Blue, Other = Red }")]
    [InlineData("Odd", "\"semi;colon\"", "Semicolon")]
    [InlineData("Odd", "\"quoted \\\"name\\\"\"", "Quoted")]
    [InlineData("Cell", """{"row":1,"column":2}""", "Cell { Row = 1, Column = 2, Color = Green, Text = empty }")]
    [InlineData("Cell", """{"text":"t","color":"red","column":2,"row":1}""", "Cell { Row = 1, Column = 2, Color = Red, Text = t }")]
    [InlineData("Age", """{"years":0}""", "Age { Years = 0 }")]
    [InlineData("HalfHidden", """{"shown":1}""", "HalfHidden { Shown = 1, Hidden = 0, Sent = 0, Field = 3, Notes = System.Collections.Generic.List`1[System.String], Twice = 2 }")]
    [InlineData("HalfHidden", """{"shown":1,"hidden":2,"sent":3,"twice":4}""", "HalfHidden { Shown = 1, Hidden = 0, Sent = 0, Field = 3, Notes = System.Collections.Generic.List`1[System.String], Twice = 2 }")]
    [InlineData("Included", """{"shown":1,"set":2}""", "Included { Shown = 1, Set = 2 }")]
    [InlineData("Offset", "\"0001-01-01T00:00:00+00:00\"", "01/01/0001 00:00:00 +00:00")]
    [InlineData("Day", "\"9999-12-31\"", "12/31/9999")]
    [InlineData("Day", "\"2024-02-29\"", "02/29/2024")]
    [InlineData("Sort", "{}", "Sort { Order = Desc, Plain = Desc, Sides = Left, Right, Count = 3, Price = 1.5, Letter = x, Ratio = 0.5, Text = t, None = , Id = 00000000-0000-0000-0000-000000000000, Day = , Yes = True, Small = Minus, Most = 18446744073709551615 }")]
    [InlineData("Sort", """{"order":null,"sides":"left","small":null,"yes":null,"count":-1.0}""", "Sort { Order = , Plain = Desc, Sides = Left, Count = -1, Price = 1.5, Letter = x, Ratio = 0.5, Text = t, None = , Id = 00000000-0000-0000-0000-000000000000, Day = , Yes = , Small = , Most = 18446744073709551615 }")]
    [InlineData("SortedPairs", "{}", "SortStruct { Order = Desc, Sides = Left, Count = 3, Price = 1.5, Small = Minus }")]
    [InlineData("SortedPairs", """{"order":"asc","count":null}""", "SortStruct { Order = Asc, Sides = Left, Count = , Price = 1.5, Small = Minus }")]
    [InlineData("Twice", """{"item_id":1,"item_id":2,"kind":"small"}""", "Item { ItemId = 2, Kind = Small }")]
    public void Read_ValueAtTheEdge_IsBoundAsItIs(string command, string json, string expected) =>
        Assert.Equal(expected, Convert.ToString(ReadingStore.Bind(command, json), CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("Page", """{"first":"a","last":null,"items":["a"],"by_name":{"a":null}}""")]
    [InlineData("NullablePage", """{"first":null,"last":null,"items":[null],"by_name":{"a":null}}""")]
    [InlineData("Numbers", """{"first":null,"last":null,"items":[null,1],"by_name":{"a":null}}""")]
    [InlineData("Pairs", """[{"key":"a","value":"b"}]""")]
    [InlineData("MaybePairs", """[{"key":"a","value":null}]""")]
    [InlineData("PairsByName", """{"x":{"key":"a","value":["b"]}}""")]
    [InlineData("Outer", """{"page":{"first":"a","last":null,"items":[],"by_name":{}},"pairs":null}""")]
    [InlineData("Chain", """{"value":"a","next":{"value":"b","next":null}}""")]
    [InlineData("Cells", """{"a":null,"b":{"row":1,"column":2}}""")]
    [InlineData("Tree", """{"name":"a","branches":[{"name":"b","branches":[]}]}""")]
    public void Read_NullWhereItIsDeclared_IsBound(string command, string json) => Assert.NotNull(ReadingStore.Bind(command, json));

    [Theory]
    [InlineData("Int", 100_000)]
    [InlineData("Decimal", 100_000)]
    [InlineData("Double", 300)]
    public void Read_VeryLongNumber_IsReadByItsValue(string command, int zeros)
    {
        Assert.Equal("1", Text($"1.{new string('0', zeros)}"));
        Assert.Equal("1", Text($"1{new string('0', zeros)}e-{zeros}"));
        Assert.Throws<PayloadException>(() => ReadingStore.Bind(command, $"1{new string('0', 100_000)}"));

        string Text(string json) => Convert.ToDecimal(ReadingStore.Bind(command, json), CultureInfo.InvariantCulture).ToString("0.##", CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData(62, true)]
    [InlineData(63, true)]
    [InlineData(64, false)]
    [InlineData(5_000, false)]
    public void Read_DeepPayload_IsReadToTheLimit(int depth, bool fits)
    {
        var json = new string('[', depth) + new string(']', depth);
        if (fits)
        {
            Assert.IsType<JsonElement>(ReadingStore.Bind("Anything", json));
        }
        else
        {
            Assert.Throws<PayloadException>(() => ReadingStore.Bind("Anything", json));
        }
    }

    [Theory]
    [InlineData(31, true)]
    [InlineData(32, false)]
    [InlineData(40, false)]
    public void Read_DeepRecord_IsReadToTheLimit(int depth, bool fits)
    {
        var json = "{}";
        for (var i = 0; i < depth; i++)
        {
            json = $$"""{"name":"n","branches":[{{(i == 0 ? "" : json)}}]}""";
        }

        if (fits)
        {
            Assert.IsType<Branch>(ReadingStore.Bind("Tree", json));
        }
        else
        {
            Assert.Throws<PayloadException>(() => ReadingStore.Bind("Tree", json));
        }
    }

    [Theory]
    [InlineData("age", true)]
    [InlineData("refused", false)]
    [InlineData("missing", false)]
    public void TryGet_ValueThatItsTypeRefuses_IsNotThere(string name, bool expected) =>
        Assert.Equal(expected, Params.Parse("""{"age":{"years":1},"refused":{"years":-1}}""").TryGet<Age>(name, out _));

    [Fact]
    public void Get_ValueThatItsTypeRefuses_NamesTheParam()
    {
        var problem = Assert.Throws<ParamException>(static () => Params.Parse("""{"age":{"years":-1}}""").Get<Age>("age"));

        Assert.Equal("age", problem.Param);
    }
}
