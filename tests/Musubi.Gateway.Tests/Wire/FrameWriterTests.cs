using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Tests.Wire;

public sealed class FrameWriterTests
{
    [Theory]
    [MemberData(nameof(FrameTable.Names), MemberType = typeof(FrameTable))]
    public void Frame_OfTheTable_IsWrittenAsTheseBytes(string name)
    {
        var (frame, text) = FrameTable.Row(name);

        Assert.Equal(text, Write(frame));
    }

    [Fact]
    public void Reply_Ok_WrapsTheResponse() =>
        Assert.Equal(
            """["1","2","t","phx_reply",{"status":"ok","response":{"n":1}}]""",
            Write(new ReplyFrame("1", "2", "t", Ok: true, """{"n":1}"""u8.ToArray())));

    [Fact]
    public void Reply_WithoutResponse_HasAnEmptyOne() =>
        Assert.Equal(
            """[null,"2","t","phx_reply",{"status":"ok","response":{}}]""",
            Write(new ReplyFrame(null, "2", "t", Ok: true, default)));

    [Fact]
    public void Reply_Error_SaysSo() =>
        Assert.Equal(
            """["1","2","t","phx_reply",{"status":"error","response":{"reason":"unmatched topic"}}]""",
            Write(new ReplyFrame("1", "2", "t", Ok: false, Refusal.UnmatchedTopic.Response())));

    [Fact]
    public void Patch_SplicesTheListsAndCountsForItself()
    {
        var envelope = new PatchEnvelope(40, 44, """[{"op":"remove","path":"/a"}]"""u8.ToArray(), "[1]"u8.ToArray(), "[2]"u8.ToArray(), "[3]"u8.ToArray());

        Assert.Equal(
            """["1",null,"t","patch",{"type":"patch","root_id":"A:b\"c","base_version":6,"version":7,"ops":[{"op":"remove","path":"/a"}],"stream_ops":[1],"upload_ops":[2],"events":[3]}]""",
            Write(new PatchFrame("1", "t", "A:b\"c", 6, 7, envelope)));
    }

    [Fact]
    public void Patch_EmptyLists_AreStillThere() =>
        Assert.Equal(
            """["1",null,"t","patch",{"type":"patch","root_id":"A:b","base_version":0,"version":1,"ops":[],"stream_ops":[],"upload_ops":[],"events":[]}]""",
            Write(new PatchFrame("1", "t", "A:b", 0, 1, new PatchEnvelope(0, 1, default))));

    private static string Write<TFrame>(TFrame frame)
        where TFrame : struct, IOutgoingFrame
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        frame.WriteTo(json);
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
