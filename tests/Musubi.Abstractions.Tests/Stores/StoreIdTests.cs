using System.Text;
using System.Text.Json;
using CsCheck;

namespace Musubi.Tests.Stores;

public sealed class StoreIdTests
{
    private static readonly Gen<string> Segments = Gen.OneOf(
        Gen.OneOf("lines", "line-2", "", ":", "a:b", "a/b", "\"", "\\", "]", ",", "\n", "é", "界", "😀", "<&>"),
        Gen.String.Where(static text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text));

    private static readonly Gen<StoreId> Ids = Segments.Array[0, 5].Select(static segments => StoreId.Of(segments));

    [Fact]
    public void Parse_Printed_IsTheSame() => Ids.Sample(static id => StoreId.Parse(id.ToString()) == id);

    [Fact]
    public void TryRead_Written_IsTheSame() => Ids.Sample(static id =>
    {
        var written = Write(id);
        var reader = new Utf8JsonReader(written);
        reader.Read();
        return StoreId.TryRead(ref reader, out var read) && read == id && reader.BytesConsumed == written.Length;
    });

    [Fact]
    public void Equals_TwoIds_IsEqualityOfTheirSegments() => Gen.Select(Ids, Ids).Sample(static (a, b) =>
        (a == b) == a.Segments.SequenceEqual(b.Segments) && a != b == !(a == b) && (a != b || a.GetHashCode() == b.GetHashCode()));

    [Fact]
    public void Append_Segments_IsTheSameAsOf() => Segments.Array[0, 5].Sample(static segments =>
        segments.Aggregate(StoreId.Root, static (id, segment) => id.Append(segment)) == StoreId.Of(segments));

    [Fact]
    public void Root_AllItsForms_AreEqual()
    {
        Assert.Equal(default, StoreId.Root);
        Assert.Equal(StoreId.Root, StoreId.Of());
        Assert.Equal(StoreId.Root, StoreId.Parse("[]"));
        Assert.Equal(StoreId.Root.GetHashCode(), StoreId.Parse(" [ ] ").GetHashCode());
        Assert.Equal("[]", StoreId.Root.ToString());
        Assert.True(StoreId.Root.IsRoot);
        Assert.Equal(0, StoreId.Root.Depth);
    }

    [Fact]
    public void ToString_Segments_IsTheWiresJson() =>
        Assert.Equal("""["lines","line \"2\"","é/:界"]""", StoreId.Of("lines", "line \"2\"", "é/:界").ToString());

    [Fact]
    public void ToString_HalfASurrogatePair_StillPrints() => Assert.Equal(StoreId.Of("\uFFFD"), StoreId.Parse(StoreId.Of("\ud800").ToString()));

    [Fact]
    public void Equals_SegmentsThatJoinAlike_AreTwo() => Assert.NotEqual(StoreId.Of("a", "b"), StoreId.Of("a,b"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("null")]
    [InlineData("\"a\"")]
    [InlineData("{}")]
    [InlineData("[")]
    [InlineData("[1]")]
    [InlineData("[null]")]
    [InlineData("[[\"a\"]]")]
    [InlineData("[\"a\",{}]")]
    [InlineData("[\"a\"")]
    [InlineData("[\"a\",]")]
    [InlineData("[\"a\"] x")]
    [InlineData("[][]")]
    [InlineData("[\"\\ud800\"]")]
    public void TryParse_AnythingElse_IsFalse(string? text)
    {
        Assert.False(StoreId.TryParse(text, null, out var id));
        Assert.Equal(default, id);
    }

    [Fact]
    public void TryRead_BytesThatAreNoUtf8_IsFalse()
    {
        var reader = new Utf8JsonReader([(byte)'[', (byte)'"', 0xFF, (byte)'"', (byte)']']);
        reader.Read();

        Assert.False(StoreId.TryRead(ref reader, out _));
    }

    [Fact]
    public void TryRead_InsideAFrame_StopsAtItsOwnEnd()
    {
        var reader = new Utf8JsonReader("""{"store_id":["a"],"name":"inc"}"""u8);
        reader.Read();
        reader.Read();
        reader.Read();

        Assert.True(StoreId.TryRead(ref reader, out var id));
        Assert.Equal(StoreId.Of("a"), id);
        Assert.Equal(JsonTokenType.EndArray, reader.TokenType);
        Assert.True(reader.Read() && reader.ValueTextEquals("name"));
    }

    [Fact]
    public void Parse_AnythingElse_SaysWhatWasExpectedAndWhatCame() =>
        Assert.Equal(
            "Expected a store id, a JSON array of strings like [\"lines\",\"line-2\"]; got 'lines'.",
            Assert.Throws<FormatException>(static () => StoreId.Parse("lines")).Message);

    private static byte[] Write(StoreId id)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            id.WriteTo(writer);
        }

        return stream.ToArray();
    }
}
