using System.Text;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Tests.Wire;

/// <summary>Frames and their exact bytes; both reading and writing are tested against it.</summary>
public static class FrameTable
{
    private static readonly Dictionary<string, (Frame Frame, string Text)> Frames = new()
    {
        ["join"] = (Of("1", "1", "musubi:connection:A:b", "phx_join", """{"module":"A"}"""), """["1","1","musubi:connection:A:b","phx_join",{"module":"A"}]"""),
        ["heartbeat"] = (Of(null, "2", "phoenix", "heartbeat", "{}"), """[null,"2","phoenix","heartbeat",{}]"""),
        ["push without refs"] = (Of(null, null, "t", "e", "{}"), """[null,null,"t","e",{}]"""),
        ["refs are opaque"] = (Of("a-b", "…", "t", "e", "{}"), """["a-b","…","t","e",{}]"""),
        ["payload null"] = (Of("1", "2", "t", "e", "null"), """["1","2","t","e",null]"""),
        ["payload list"] = (Of("1", "2", "t", "e", "[1,2]"), """["1","2","t","e",[1,2]]"""),
        ["payload number"] = (Of("1", "2", "t", "e", "-0.5e3"), """["1","2","t","e",-0.5e3]"""),
        ["escapes in a topic"] = (Of("1", "2", "a\"b\\c\u0001", "e", "{}"), """["1","2","a\"b\\c\u0001","e",{}]"""),
        ["other scripts as they are"] = (Of("1", "2", "結び", "😀", "{}"), """["1","2","結び","\uD83D\uDE00",{}]"""),
        ["empty strings"] = (Of("", "", "", "", "{}"), """["","","","",{}]"""),
        ["payload is not touched"] = (Of("1", "2", "t", "e", """{ "b" : "\u00e9", "a":1 }"""), """["1","2","t","e",{ "b" : "\u00e9", "a":1 }]"""),
        ["close"] = (Frame.Close("4", "t"), """["4","4","t","phx_close",{}]"""),
        ["error"] = (Frame.Error("4", "t"), """["4","4","t","phx_error",{"reason":"channel_crash"}]"""),
    };

    public static TheoryData<string> Names => [.. Frames.Keys];

    internal static (Frame Frame, string Text) Row(string name) => Frames[name];

    private static Frame Of(string? joinRef, string? @ref, string topic, string @event, string payload) =>
        new(joinRef, @ref, topic, @event, Encoding.UTF8.GetBytes(payload));
}
