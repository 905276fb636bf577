using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Musubi.TestKit.Frames;

/// <summary>The names that a server gives the files announced to it: those of the recording, and those of the server that answers now.</summary>
/// <remarks>They are compared by shape where they are issued; from then on the recorded ones stand for the server's own, in what it answers and in what it is sent.</remarks>
internal sealed partial class ServerRefs
{
    private readonly Dictionary<string, string> _issued = new(StringComparer.Ordinal);

    /// <summary>Learns the names in the reply to an <c>allow_upload</c>; any other reply has none.</summary>
    public void Learn(JsonNode recordedReply, JsonNode reply)
    {
        if (recordedReply["response"]?["entries"] is not JsonObject recordedEntries)
        {
            return;
        }

        foreach (var (clientRef, recorded) in recordedEntries)
        {
            var entry = reply["response"]?["entries"]?[clientRef] ?? throw new ExpectationException($"Expected an entry '{clientRef}'; got {reply.ToJsonString()}");
            Learn(recorded!, entry, "entry_ref", EntryRef());
            Learn(recorded!, entry, "token", Token());
        }
    }

    /// <summary>The payload with the server's names in place of the recorded ones.</summary>
    public JsonNode? Translate(JsonNode? recorded) => recorded switch
    {
        JsonObject map => new JsonObject(map.Select(member => KeyValuePair.Create(member.Key, Translate(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Translate)]),
        JsonValue value when value.TryGetValue<string>(out var text) && _issued.TryGetValue(text, out var own) => own,
        _ => recorded?.DeepClone(),
    };

    // The recorded names are normalized, so only the server's are held against the shape. Source: docs/wire.md, section 6.
    [GeneratedRegex("^u_[A-Za-z0-9_-]{11}$")]
    private static partial Regex EntryRef();

    [GeneratedRegex("^.+$")]
    private static partial Regex Token();

    private void Learn(JsonNode recorded, JsonNode actual, string name, Regex shape)
    {
        if ((string?)recorded[name] is not { } text)
        {
            return;
        }

        if ((string?)actual[name] is not { } own || !shape.IsMatch(own))
        {
            throw new ExpectationException($"Expected '{name}' to match {shape}; got {actual.ToJsonString()}");
        }

        _issued.Add(text, own);
    }
}
