using System.Text.Json.Nodes;
using Musubi.Testing.Clients;

namespace Musubi.Testing.Tests.Clients;

public class JsonPatchTests
{
    private const string Document = """{"a":{"b~/c":1},"list":[1,2],"nothing":null,"":{"":0}}""";

    [Theory]
    [InlineData("""{"op":"replace","path":"","value":{"x":1}}""", """{"x":1}""")]
    [InlineData("""{"op":"add","path":"/new","value":[1]}""", """{"a":{"b~/c":1},"list":[1,2],"nothing":null,"":{"":0},"new":[1]}""")]
    [InlineData("""{"op":"replace","path":"/a/b~0~1c","value":null}""", """{"a":{"b~/c":null},"list":[1,2],"nothing":null,"":{"":0}}""")]
    [InlineData("""{"op":"remove","path":"/a"}""", """{"list":[1,2],"nothing":null,"":{"":0}}""")]
    [InlineData("""{"op":"replace","path":"/nothing","value":1}""", """{"a":{"b~/c":1},"list":[1,2],"nothing":1,"":{"":0}}""")]
    [InlineData("""{"op":"replace","path":"//","value":1}""", """{"a":{"b~/c":1},"list":[1,2],"nothing":null,"":{"":1}}""")]
    [InlineData("""{"op":"add","path":"/list/2","value":3}""", """{"a":{"b~/c":1},"list":[1,2,3],"nothing":null,"":{"":0}}""")]
    [InlineData("""{"op":"remove","path":"/list/0"}""", """{"a":{"b~/c":1},"list":[2],"nothing":null,"":{"":0}}""")]
    public void Apply_OperationThatFits_ChangesTheDocument(string operation, string expected)
    {
        var changed = JsonPatch.Apply(JsonNode.Parse(Document), [JsonNode.Parse(operation)]);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), changed), $"Expected {expected}; got {changed?.ToJsonString()}");
    }

    [Theory]
    [InlineData("""{"op":"add","path":"","value":1}""", "only a replace may name the whole document")]
    [InlineData("""{"op":"add","path":"/a","value":1}""", "'a' is there")]
    [InlineData("""{"op":"replace","path":"/b","value":1}""", "'b' is not there")]
    [InlineData("""{"op":"remove","path":"/b"}""", "'b' is not there")]
    [InlineData("""{"op":"replace","path":"/a"}""", "it has no value")]
    [InlineData("""{"op":"add","path":"/list/3","value":1}""", "the list has 2 elements")]
    [InlineData("""{"op":"replace","path":"/list/2","value":1}""", "the list has 2 elements")]
    [InlineData("""{"op":"remove","path":"/list/-"}""", "'-' is no index")]
    [InlineData("""{"op":"add","path":"/b/c","value":1}""", "there is nothing at 'b'")]
    [InlineData("""{"op":"add","path":"/nothing/c","value":1}""", "there is no object or list at its parent")]
    [InlineData("""{"op":"move","path":"/list/0","value":1}""", "the list has 2 elements")]
    public void Apply_OperationThatDoesNotFit_SaysWhy(string operation, string why)
    {
        var wrong = Assert.Throws<ExpectationException>(() => JsonPatch.Apply(JsonNode.Parse(Document), [JsonNode.Parse(operation)]));

        Assert.Contains(why, wrong.Message, StringComparison.Ordinal);
        Assert.Contains(operation, wrong.Message, StringComparison.Ordinal);
    }
}
