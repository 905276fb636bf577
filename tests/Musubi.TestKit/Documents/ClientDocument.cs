using System.Text.Json.Nodes;

namespace Musubi.TestKit.Documents;

/// <summary>What a client holds of one root: the document after every patch so far.</summary>
public sealed class ClientDocument(string rootId)
{
    /// <summary>The document; null before the first patch.</summary>
    public JsonNode? State { get; private set; }

    /// <summary>The version of the last patch; 0 before the first.</summary>
    public long Version { get; private set; }

    /// <summary>Applies one envelope, which must follow the last one without a gap.</summary>
    public void Apply(JsonNode envelope)
    {
        Require(envelope, "type", "patch");
        Require(envelope, "root_id", rootId);
        Require(envelope, "base_version", Version);
        Require(envelope, "version", Version + 1);
        foreach (var list in (string[])["ops", "stream_ops", "upload_ops", "events"])
        {
            _ = envelope[list] as JsonArray ?? throw new ExpectationException($"Expected '{list}' to be an array; got {envelope.ToJsonString()}");
        }

        State = JsonPatch.Apply(State, envelope["ops"]!.AsArray());
        Version++;
    }

    private static void Require<T>(JsonNode envelope, string name, T expected)
    {
        if (!JsonNode.DeepEquals(envelope[name], JsonValue.Create(expected)))
        {
            throw new ExpectationException($"Expected {name} {expected}; got {envelope.ToJsonString()}");
        }
    }
}
