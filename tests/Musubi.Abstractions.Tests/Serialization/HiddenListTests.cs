using System.Text.Json;
using System.Text.Json.Nodes;

namespace Musubi.Tests.Serialization;

/// <summary>Values that Orleans alone has no codec for, and stores keep: collection expressions, and JSON that a client sent.</summary>
public sealed class HiddenListTests : IDisposable
{
    private readonly OrleansSerialization _orleans = new();

    public static TheoryData<IReadOnlyList<string>> Lists => new() { { [] }, { ["a"] }, { ["a", "b"] }, { [.. Enumerable.Repeat("a", 3)] } };

    [Theory]
    [MemberData(nameof(Lists), DisableDiscoveryEnumeration = true)]
    public void RoundTrip_CollectionExpression_ArrivesAsAListOfTheSame(IReadOnlyList<string> list)
    {
        Assert.Equal(list, (IReadOnlyList<string>)_orleans.RoundTrip<object>(list));
        Assert.Equal(list, (IReadOnlyList<string>)_orleans.Copy<object>(list));
        Assert.Equal(list, _orleans.RoundTrip(new Holder(list, list)).List);
        Assert.Equal(list, _orleans.RoundTrip(new Holder(list, list)).Same);
        Assert.Equal(list, _orleans.Copy(new Holder(list, list)).List);
        Assert.Equal(list, (IReadOnlyList<string>)_orleans.RoundTrip(new Socket().Assign("list", list)).Assigns["list"]!);
    }

    [Fact]
    public void RoundTrip_CollectionExpressionOfSuchLists_ArrivesAsThey()
    {
        IReadOnlyList<IReadOnlyList<int>> lists = [[1], [2, 3]];

        Assert.Equal(lists, (IReadOnlyList<IReadOnlyList<int>>)_orleans.RoundTrip<object>(lists));
        Assert.Equal(lists, (IReadOnlyList<IReadOnlyList<int>>)_orleans.Copy<object>(lists));
    }

    [Theory]
    [InlineData("1.50")]
    [InlineData("null")]
    [InlineData("""{"a":[1,"b",{"c":null}]}""")]
    public void RoundTrip_JsonElement_KeepsItsText(string json)
    {
        Assert.Equal(json, _orleans.RoundTrip(JsonElement.Parse(json)).GetRawText());
        Assert.Equal(json, _orleans.Copy(JsonElement.Parse(json)).GetRawText());
        Assert.Equal(json, ((JsonElement)_orleans.RoundTrip(new Socket().Assign("json", JsonElement.Parse(json))).Assigns["json"]!).GetRawText());
    }

    [Fact]
    public void RoundTrip_JsonElementThatIsNone_StaysNone() => Assert.Equal(JsonValueKind.Undefined, _orleans.RoundTrip(default(JsonElement)).ValueKind);

    [Fact]
    public void RoundTrip_JsonNodes_AreEqual()
    {
        JsonNode[] nodes = [new JsonObject { ["a"] = 1 }, new JsonArray(1, "b")];

        Assert.All(nodes, node => Assert.True(JsonNode.DeepEquals(node, (JsonNode)_orleans.RoundTrip<object>(node))));
    }

    public void Dispose() => _orleans.Dispose();

    [GenerateSerializer]
    internal sealed record Holder([property: Id(0)] IReadOnlyList<string> List, [property: Id(1)] IReadOnlyCollection<string> Same);
}
