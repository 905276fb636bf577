using System.Text;
using System.Text.Json;
using CsCheck;
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
        { "nested too deep, and unfinished", """["1","2","t","e",""" + new string('[', 64) + new string(']', 63) + "]" },
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

    [Theory]
    [InlineData("the payload", 64, 0)]
    [InlineData("the payload, very deep", 5000, 0)]
    [InlineData("a further element", 1, 64)]
    public void Text_NestedTooDeep_IsAFrameThatIsRefused(string where, int payload, int further)
    {
        var text = $"""["1","2","t","e",{new string('[', payload)}{new string(']', payload)},{(further == 0 ? "1" : new string('[', further) + new string(']', further))}]""";

        Assert.True(FrameReader.TryReadText(Encoding.UTF8.GetBytes(text), default, out var frame), where);
        AssertEqual(new Frame("1", "2", "t", "e", "null"u8.ToArray(), Refused: Refusal.PayloadTooDeep), frame);
    }

    public static TheoryData<string, string, string> HalfCharacters => new()
    {
        { "a high half at the end of a text", """["1","2","t","e",{"a":"hi \ud83d"}]""", """["1","2","t","e",{"a":"hi \ufffd"}]""" },
        { "a low half", """["1","2","t","e",{"a":["\udc00"]}]""", """["1","2","t","e",{"a":["\ufffd"]}]""" },
        { "a property's name", """["1","2","t","e",{"\uD800":1}]""", """["1","2","t","e",{"\ufffd":1}]""" },
        { "the topic", """["1","2","\ud800","e",{}]""", """["1","2","\ufffd","e",{}]""" },
        { "the event", """["1","2","t","\ud800",{}]""", """["1","2","t","\ufffd",{}]""" },
        { "the ref", """["1","\ud800","t","e",{}]""", """["1","\ufffd","t","e",{}]""" },
        { "the join_ref", """["\ud800","2","t","e",{}]""", """["\ufffd","2","t","e",{}]""" },
        { "two high halves and a low one", """["1","2","t","e","\ud83d\ud83d\ude00"]""", """["1","2","t","e","\ufffd\ud83d\ude00"]""" },
        { "halves the wrong way round", """["1","2","t","e","\ude00\ud83d"]""", """["1","2","t","e","\ufffd\ufffd"]""" },
        { "a backslash before it", """["1","2","t","e","\\\ud83d\\ud83d"]""", """["1","2","t","e","\\\ufffd\\ud83d"]""" },
        { "another escape between the halves", """["1","2","t","e","\ud83d\n\ude00"]""", """["1","2","t","e","\ufffd\n\ufffd"]""" },
    };

    [Theory]
    [MemberData(nameof(HalfCharacters))]
    public void Text_HalfACharacter_IsReadAsTheReplacementCharacter(string where, string sent, string read)
    {
        Assert.True(FrameReader.TryReadText(Encoding.UTF8.GetBytes(read), default, out var expected));

        Assert.True(FrameReader.TryReadText(Encoding.UTF8.GetBytes(sent), default, out var frame), where);
        AssertEqual(expected, frame);
    }

    [Fact]
    public void Text_AnyUnitsAsEscapes_AreReadAsAWebSocketSendsText() =>
        Gen.Char[(char)0xd7fe, (char)0xe001].Array[0, 20].Sample(units =>
        {
            var sent = $"""["1","2","t","e","{string.Concat(units.Select(static unit => $"\\u{(int)unit:x4}"))}"]""";
            Assert.True(FrameReader.TryReadText(Encoding.UTF8.GetBytes(sent), default, out var frame));

            // The framework's encoder makes the same of halves as a browser's.
            Assert.Equal(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(units)), JsonSerializer.Deserialize<string>(frame.Payload.Span));
        });

    [Theory]
    [InlineData(255, null)]
    [InlineData(256, nameof(Refusal.RefTooLong))]
    public void Text_ALongRef_IsTakenOrRefused(int length, string? refusal)
    {
        var text = new string('1', length);

        Assert.True(FrameReader.TryReadText(Encoding.UTF8.GetBytes($"""["1","{text}","t","e",1]"""), default, out var longRef));
        Assert.True(FrameReader.TryReadText(Encoding.UTF8.GetBytes($"""["{text}","1","t","e",1]"""), default, out var longJoinRef));

        Assert.Equal((refusal, refusal), (longRef.Refused?.ToString(), longJoinRef.Refused?.ToString()));
        Assert.Equal((text, text), (longRef.Ref, longJoinRef.JoinRef));
    }

    [Theory]
    [InlineData(255, null)]
    [InlineData(256, nameof(Refusal.UnknownEvent))]
    public void Text_ALongEvent_IsTakenOrRefused(int length, string? refusal)
    {
        Assert.True(FrameReader.TryReadText(Encoding.UTF8.GetBytes($"""["1","2","t","{new string('e', length)}",1]"""), default, out var frame));

        Assert.Equal(refusal, frame.Refused?.ToString());
    }

    [Fact]
    public void Head_OfAnyFrameOfTheTableCutOffBehindIt_IsReadOrTheFrameIsNone()
    {
        foreach (var name in FrameTable.Names)
        {
            var (expected, text) = FrameTable.Row(name);
            var bytes = Encoding.UTF8.GetBytes(text);
            var head = bytes.Length - expected.Payload.Length - 1;
            for (var length = 0; length < bytes.Length; length++)
            {
                var read = FrameReader.TryReadHead(bytes.AsSpan(0, length).ToArray(), binary: false, out var frame);

                // With the comma behind the event at the latest.
                Assert.False(read && length < head - 1, $"{name}: {length}");
                Assert.True(read || length < head || expected.Topic.Length == 0, $"{name}: {length}");
                if (read)
                {
                    AssertEqual(expected with { Payload = "null"u8.ToArray(), Refused = Refusal.PayloadTooLarge }, frame);
                }
            }
        }
    }

    [Theory]
    [InlineData("""["1","2","t","e",{"a":]""")]
    [InlineData("""["1","2","t","e",{}][""")]
    [InlineData("""["1","2","t","e" "f" """)]
    [InlineData("""{"1":"2" """)]
    [InlineData("""["1","2","","e",{"a" """)]
    [InlineData("xxxxxxxxxxxxxxxxxxxxxxxxx")]
    public void Head_OfWhatIsNoFrame_IsNotRead(string start) =>
        Assert.False(FrameReader.TryReadHead(Encoding.UTF8.GetBytes(start), binary: false, out _));

    [Fact]
    public void Head_Binary_IsRead()
    {
        Assert.True(FrameReader.TryReadHead((byte[])[0, 1, 2, 5, 5, .. "7"u8, .. "12"u8, .. "topic"u8, .. "chunk"u8, 0xff], binary: true, out var frame));
        AssertEqual(new Frame("7", "12", "topic", "chunk", "null"u8.ToArray(), Refused: Refusal.PayloadTooLarge), frame);
    }

    [Fact]
    public void Binary_JsonWithHalfACharacter_IsReadLikeText()
    {
        Assert.True(FrameReader.TryReadBinary((byte[])[0, 0, 0, 1, 1, .. "te"u8, .. """["\ud83d"]"""u8], out var frame));
        AssertEqual(new Frame(null, null, "t", "e", """["\ufffd"]"""u8.ToArray()), frame);
    }

    [Fact]
    public void Binary_JsonTooDeep_IsRefused()
    {
        Assert.True(FrameReader.TryReadBinary((byte[])[0, 0, 0, 1, 1, .. "te"u8, .. Encoding.UTF8.GetBytes(new string('[', 65) + new string(']', 65))], out var frame));
        AssertEqual(new Frame(null, null, "t", "e", "null"u8.ToArray(), Refused: Refusal.PayloadTooDeep), frame);
    }

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
