using System.Text.Json.Nodes;
using Musubi.Testing.Clients;

namespace Musubi.Testing.Tests.Clients;

public class ClientStreamTests
{
    private readonly ClientStream _stream = new();

    [Theory]
    [InlineData(-1, null, "a b c d")]
    [InlineData(0, null, "d a b c")]
    [InlineData(2, null, "a b d c")]
    [InlineData(9, null, "a b c d")]
    [InlineData(-1, 3, "a b c")]
    [InlineData(-1, -3, "b c d")]
    [InlineData(0, 3, "d a b")]
    [InlineData(0, -3, "a b c")]
    [InlineData(0, 0, "")]
    public void Insert_NewItem_GoesToItsPlaceAndTheRestIsTrimmed(int at, int? limit, string expected)
    {
        Insert("a", -1, null);
        Insert("b", -1, null);
        Insert("c", -1, null);

        Insert("d", at, limit);

        Assert.Equal(expected, string.Join(' ', _stream.Items));
    }

    [Theory]
    [InlineData(-1, "b c a")]
    [InlineData(1, "b a c")]
    public void Insert_ItemThatIsThere_MovesToItsPlaceAmongTheOthers(int at, string expected)
    {
        Insert("a", -1, null);
        Insert("b", -1, null);
        Insert("c", -1, null);

        Insert("a", at, null);

        Assert.Equal(expected, string.Join(' ', _stream.Items));
    }

    [Fact]
    public void DeleteAndReset_TakeItemsAway()
    {
        Insert("a", -1, null);
        Insert("b", -1, null);

        _stream.Apply(JsonNode.Parse("""{"op":"delete","item_key":"a"}""")!.AsObject());
        _stream.Apply(JsonNode.Parse("""{"op":"delete","item_key":"nobody"}""")!.AsObject());
        Assert.Equal("b", string.Join(' ', _stream.Items));

        _stream.Apply(JsonNode.Parse("""{"op":"reset"}""")!.AsObject());
        Assert.Empty(_stream.Items);
    }

    private void Insert(string key, int at, int? limit) =>
        _stream.Apply(new JsonObject { ["op"] = "insert", ["item_key"] = key, ["at"] = at, ["item"] = key, ["limit"] = limit });
}
