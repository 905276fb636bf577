using System.Text;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Tests.Wire;

public sealed class FrameReaderTests
{
    public static TheoryData<string, string> MalformedText => new()
    {
        { "nothing", "" },
        { "no JSON", "hello" },
        { "an object", """{"topic":"t"}""" },
        { "a scalar", "1" },
        { "an empty list", "[]" },
        { "four elements", """["1","2","t","e"]""" },
        { "join_ref a number", """[1,"2","t","e",{}]""" },
        { "join_ref a list", """[["1"],"2","t","e",{}]""" },
        { "ref a number", """["1",2,"t","e",{}]""" },
        { "topic null", """["1","2",null,"e",{}]""" },
        { "topic a number", """["1","2",3,"e",{}]""" },
        { "event null", """["1","2","t",null,{}]""" },
        { "event an object", """["1","2","t",{},{}]""" },
        { "unfinished", """["1","2","t","e",{}""" },
        { "unfinished payload", """["1","2","t","e",{"a":]""" },
        { "something after it", """["1","2","t","e",{}] 1""" },
        { "two frames", """["1","2","t","e",{}]["1","2","t","e",{}]""" },
        { "a comment", """["1","2","t","e",{}/* */]""" },
        { "a trailing comma", """["1","2","t","e",{},]""" },
        { "nested too deep", """["1","2","t","e",""" + new string('[', 64) + new string(']', 64) + "]" },
        { "half a character in the topic", """["1","2","\ud800","e",{}]""" },
        { "half a character in the payload", """["1","2","t","e",{"a":["\udc00"]}]""" },
        { "half a character in a name", """["1","2","t","e",{"\ud800":1}]""" },
        { "a malformed further element", """["1","2","t","e",{},nul]""" },
    };

    public static TheoryData<string, byte[]> MalformedBinary => new()
    {
        { "nothing", [] },
        { "no lengths", [0, 1, 1] },
        { "texts shorter than said", [0, 1, 1, 1, 2, .. "1"u8, .. "2"u8, .. "t"u8, .. "e"u8] },
        { "kind reply", [1, 1, 1, 1, 1, .. "12te"u8] },
        { "kind broadcast", [2, 1, 1, 1, 1, .. "12te"u8] },
        { "kind unknown", [9, 1, 1, 1, 1, .. "12te"u8] },
        { "a topic that is no UTF-8", [0, 1, 1, 1, 1, .. "12"u8, 0xff, .. "e"u8] },
    };

    [Theory]
    [MemberData(nameof(FrameTable.Names), MemberType = typeof(FrameTable))]
    public void Text_OfTheTable_IsReadAsThisFrame(string name)
    {
        var (expected, text) = FrameTable.Row(name);

        Assert.True(FrameReader.TryReadText(Encoding.UTF8.GetBytes(text), default, out var frame));
        AssertEqual(expected, frame);
    }

    [Theory]
    [MemberData(nameof(FrameTable.Names), MemberType = typeof(FrameTable))]
    public void Text_OfTheTableBehindAnother_IsReadAsThisFrame(string name)
    {
        var (expected, text) = FrameTable.Row(name);
        foreach (var other in FrameTable.Names)
        {
            var (last, _) = FrameTable.Row(other);

            Assert.True(FrameReader.TryReadText(Encoding.UTF8.GetBytes(text), new FrameChannel(last.JoinRef, last.Topic), out var frame));
            AssertEqual(expected, frame);
        }
    }

    [Fact]
    public void Text_ForTheChannelOfTheLast_SharesItsStrings()
    {
        var last = new FrameChannel(new string("1"), new string("tö"));

        Assert.True(FrameReader.TryReadText("""["1","2","t\u00f6","e",{}]"""u8.ToArray(), last, out var frame));
        Assert.Same(last.JoinRef, frame.JoinRef);
        Assert.Same(last.Topic, frame.Topic);
    }

    [Fact]
    public void Text_FurtherElements_AreIgnored()
    {
        Assert.True(FrameReader.TryReadText("""  ["1","2","t","e",{"a":1},{"more":[1]},null ] """u8.ToArray(), default, out var frame));
        AssertEqual(new Frame("1", "2", "t", "e", """{"a":1}"""u8.ToArray()), frame);
    }

    [Fact]
    public void Text_NestedAsDeepAsAllowed_IsRead() =>
        Assert.True(FrameReader.TryReadText(Encoding.UTF8.GetBytes("""["1","2","t","e",""" + new string('[', 63) + new string(']', 63) + "]"), default, out _));

    [Fact]
    public void Text_PairedSurrogateEscapes_AreOneCharacter()
    {
        Assert.True(FrameReader.TryReadText("""["1","2","\ud83d\ude00","e",{}]"""u8.ToArray(), default, out var frame));
        Assert.Equal("😀", frame.Topic);
    }

    [Theory]
    [MemberData(nameof(MalformedText))]
    public void Text_Malformed_IsRefused(string what, string text) =>
        Assert.False(FrameReader.TryReadText(Encoding.UTF8.GetBytes(text), default, out _), what);

    [Fact]
    public void Text_NoUtf8_IsRefused() =>
        Assert.False(FrameReader.TryReadText((byte[])[.. "[\"1\",\"2\",\"t\",\"e\",\""u8, 0xc3, 0x28, .. "\"]"u8], default, out _));

    [Fact]
    public void Binary_Chunk_IsReadWithItsBytes()
    {
        byte[] message = [0, 1, 2, 5, 5, .. "7"u8, .. "12"u8, .. "topic"u8, .. "chunk"u8, 0xff, 0x00, 0xfe];

        Assert.True(FrameReader.TryReadBinary(message, out var frame));
        AssertEqual(new Frame("7", "12", "topic", "chunk", "null"u8.ToArray(), (byte[])[0xff, 0x00, 0xfe]), frame);
    }

    [Fact]
    public void Binary_ChunkOfNothing_IsAChunk()
    {
        Assert.True(FrameReader.TryReadBinary((byte[])[0, 0, 0, 1, 5, .. "tchunk"u8], out var frame));
        Assert.True(frame.Chunk is { IsEmpty: true });
    }

    [Fact]
    public void Text_Chunk_IsNone()
    {
        Assert.True(FrameReader.TryReadText("""["1","2","t","chunk","abc"]"""u8.ToArray(), default, out var frame));
        Assert.Null(frame.Chunk);
    }

    [Fact]
    public void Binary_OtherPushWithJson_IsReadLikeText()
    {
        Assert.True(FrameReader.TryReadBinary((byte[])[0, 0, 0, 1, 1, .. "te"u8, .. "{}"u8], out var frame));
        AssertEqual(new Frame(null, null, "t", "e", "{}"u8.ToArray()), frame);
    }

    [Fact]
    public void Binary_EmptyRefs_AreNull()
    {
        Assert.True(FrameReader.TryReadBinary((byte[])[0, 0, 0, 1, 1, .. "te"u8], out var frame));
        AssertEqual(new Frame(null, null, "t", "e", "null"u8.ToArray()), frame);
    }

    [Theory]
    [MemberData(nameof(MalformedBinary))]
    public void Binary_Malformed_IsRefused(string what, byte[] message) =>
        Assert.False(FrameReader.TryReadBinary(message, out _), what);

    private static void AssertEqual(Frame expected, Frame actual)
    {
        Assert.Equal(expected with { Payload = default, Chunk = null }, actual with { Payload = default, Chunk = null });
        Assert.Equal(expected.Chunk?.ToArray(), actual.Chunk?.ToArray());
        Assert.Equal(expected.Payload.ToArray(), actual.Payload.ToArray());
    }
}
