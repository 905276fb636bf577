using System.Text;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Tests.Wire;

public sealed class PayloadTests
{
    [Theory]
    [InlineData("""{"name":"inc"}""", "inc")]
    [InlineData("""{"name":"a","name":"b"}""", "b")]
    [InlineData("""{"name":"a\"b"}""", "a\"b")]
    [InlineData("""{"store_id":[],"name":"inc","extra":{"name":"no"}}""", "inc")]
    [InlineData("""{"name":""}""", null)]
    [InlineData("""{"name":null}""", null)]
    [InlineData("""{"name":{"name":"x"}}""", null)]
    [InlineData("{}", null)]
    [InlineData("[]", null)]
    [InlineData("null", null)]
    public void Command_Name_IsAStringThatIsNotEmpty(string json, string? expected) => Assert.Equal(expected, Command(json).Name);

    [Theory]
    [InlineData("{}", "[]")]
    [InlineData("""{"store_id":[]}""", "[]")]
    [InlineData("""{"store_id":["lines","a\"b"]}""", """["lines","a\"b"]""")]
    [InlineData("""{"store_id":null}""", null)]
    [InlineData("""{"store_id":"lines"}""", null)]
    [InlineData("""{"store_id":["lines",1]}""", null)]
    [InlineData("""{"store_id":[["lines"]],"name":"after"}""", null)]
    [InlineData("""{"store_id":{}}""", null)]
    public void Command_StoreId_IsAListOfStringsOrAbsent(string json, string? expected) =>
        Assert.Equal(expected is null ? null : StoreId.Parse(expected), Command(json).StoreId);

    [Fact]
    public void Command_AfterAStoreIdOfAnotherType_IsReadOn() =>
        Assert.Equal("after", Command("""{"store_id":[["lines"],{"name":"no"}],"name":"after"}""").Name);

    [Theory]
    [InlineData("{}", "{}")]
    [InlineData("""{"payload":{"a" : [1]}}""", """{"a" : [1]}""")]
    [InlineData("""{"payload":"text"}""", "\"text\"")]
    [InlineData("""{"payload":null}""", "null")]
    public void Command_Payload_IsPassedOnAsItIs(string json, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(Command(json).Payload.Span));

    [Theory]
    [InlineData("""{"module":"A","id":"b"}""", "A", "b", "{}")]
    [InlineData("""{"module":"A","id":"b","params":{"n":1}}""", "A", "b", """{"n":1}""")]
    [InlineData("""{"module":"A","id":"b","params":null}""", "A", "b", null)]
    [InlineData("""{"module":"A","id":"b","params":[]}""", "A", "b", null)]
    [InlineData("""{"module":1,"id":""}""", null, null, "{}")]
    [InlineData("\"text\"", null, null, "{}")]
    public void Mount_Fields_AreNullWhenNotOfTheirType(string json, string? module, string? id, string? mountParams)
    {
        var mount = MountPayload.Read(Encoding.UTF8.GetBytes(json));

        Assert.Equal((module, id), (mount.Module, mount.Id));
        Assert.Equal(mountParams, mount.Params is { } read ? Encoding.UTF8.GetString(read.Utf8Json.Span) : null);
    }

    [Theory]
    [InlineData("""{"module":"A","id":"b","params":{"deny":"x"}}""", """{"params":{"deny":"x"}}""")]
    [InlineData("""{"a":1,"module":{"x":[1]},"b":[2,{}],"id":3,"c":null}""", """{"a":1,"b":[2,{}],"c":null}""")]
    [InlineData("{}", "{}")]
    [InlineData("[1]", "{}")]
    [InlineData("null", "{}")]
    public void Join_Params_AreThePayloadWithoutModuleAndId(string json, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(MountPayload.WithoutRoot(Encoding.UTF8.GetBytes(json)).Utf8Json.Span));

    [Theory]
    [InlineData("1000", 1000L)]
    [InlineData("1000.0", 1000L)]
    [InlineData("1e3", 1000L)]
    [InlineData("0.0", 0L)]
    [InlineData("-0", 0L)]
    [InlineData("1000.5", null)]
    [InlineData("1e400", null)]
    [InlineData("9223372036854775808", null)]
    [InlineData("\"1000\"", null)]
    [InlineData("null", null)]
    public void Upload_SizeOfAFile_IsAnIntegerInAnyForm(string json, long? expected) =>
        Assert.Equal(expected, Assert.Single(UploadPayload.Read(Encoding.UTF8.GetBytes($$"""{"entries":[{"size":{{json}},"client_ref":"a"}]}""")).Entries).Size);

    private static CommandPayload Command(string json) => CommandPayload.Read(Encoding.UTF8.GetBytes(json));
}
