using System.Text.Json.Nodes;

namespace Musubi.TestKit.Documents;

/// <summary>What a client holds of one root: the document after every patch so far.</summary>
/// <param name="rootId">The root, as <c>module:id</c>.</param>
/// <param name="countsAsRoot">Whether versions are the root's own, as for a client that takes roots back: docs/resume.md.</param>
public sealed class ClientDocument(string rootId, bool countsAsRoot = false)
{
    /// <summary>The document; null before the first patch.</summary>
    public JsonNode? State { get; private set; }

    /// <summary>The version of the last patch; 0 before the first.</summary>
    public long Version { get; private set; }

    /// <summary>Forgets all, as a page does that is loaded anew.</summary>
    public void Forget() => (State, Version) = (null, 0);

    /// <summary>Applies one envelope, which must follow the last one without a gap.</summary>
    public void Apply(JsonNode envelope)
    {
        Require(envelope, "type", "patch");
        Require(envelope, "root_id", rootId);
        if (!LeadsFrom(envelope, Version) && !(countsAsRoot && ReplacesAll(envelope)))
        {
            throw new VersionGapException($"Expected base_version {Version}; got {envelope.ToJsonString()}");
        }

        var version = (long)envelope["version"]!;
        if (countsAsRoot ? version <= Version : version != Version + 1)
        {
            throw new VersionGapException($"Expected a version that follows {Version}; got {envelope.ToJsonString()}");
        }

        foreach (var list in (string[])["ops", "stream_ops", "upload_ops", "events"])
        {
            _ = envelope[list] as JsonArray ?? throw new ExpectationException($"Expected '{list}' to be an array; got {envelope.ToJsonString()}");
        }

        State = JsonPatch.Apply(State, envelope["ops"]!.AsArray());
        Version = version;
    }

    private static bool LeadsFrom(JsonNode envelope, long version) => JsonNode.DeepEquals(envelope["base_version"], JsonValue.Create(version));

    // What replaces all may lead from any version: docs/resume.md.
    private static bool ReplacesAll(JsonNode envelope) => envelope["ops"] is JsonArray and [JsonObject first, ..] && (string?)first["op"] == "replace" && (string?)first["path"] == "";

    private static void Require<T>(JsonNode envelope, string name, T expected)
    {
        if (!JsonNode.DeepEquals(envelope[name], JsonValue.Create(expected)))
        {
            throw new ExpectationException($"Expected {name} {expected}; got {envelope.ToJsonString()}");
        }
    }
}
