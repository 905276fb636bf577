using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Musubi.TestKit.Documents;

namespace Musubi.TestKit.Frames;

/// <summary>A scenario written by hand, in the shape of a recorded one: what a client sends, and every frame that it must be answered with, in order.</summary>
public sealed class Scenario
{
    private const string Empty = "[]";

    private readonly List<RecordedFrame> _frames = [];
    private readonly string _rootId;
    private JsonNode? _state;
    private int _version;

    private Scenario(string rootId) => _rootId = rootId;

    /// <summary>The scenario so far, to be replayed.</summary>
    public Fixture Fixture => new(_rootId, [.. _frames], _state?.DeepClone());

    /// <summary>Mounts a root, which shows <paramref name="state"/>.</summary>
    public static Scenario Mount(
        string module,
        [StringSyntax(StringSyntaxAttribute.Json)] string state,
        [StringSyntax(StringSyntaxAttribute.Json)] string uploadOps = Empty)
    {
        var scenario = new Scenario($"{module}:own");
        return scenario
            .Asks("phx_join", new JsonObject { ["module"] = module, ["id"] = "own", ["params"] = new JsonObject() }, "ok", new JsonObject { ["root_id"] = scenario._rootId })
            .Patch(ops: new JsonArray(new JsonObject { ["op"] = "replace", ["path"] = "", ["value"] = JsonNode.Parse(state) }).ToJsonString(), uploadOps: uploadOps);
    }

    /// <summary>Sends a command to the root, which replies.</summary>
    public Scenario Command(
        string name,
        [StringSyntax(StringSyntaxAttribute.Json)] string payload,
        [StringSyntax(StringSyntaxAttribute.Json)] string response = "{}") =>
        Asks("command", new JsonObject { ["store_id"] = new JsonArray(), ["name"] = name, ["payload"] = JsonNode.Parse(payload) }, "ok", JsonNode.Parse(response));

    /// <summary>Sends another event, and is answered ok.</summary>
    public Scenario Asks(
        string @event,
        [StringSyntax(StringSyntaxAttribute.Json)] string payload,
        [StringSyntax(StringSyntaxAttribute.Json)] string response = "{}") =>
        Asks(@event, JsonNode.Parse(payload)!, "ok", JsonNode.Parse(response));

    /// <summary>Receives an envelope with these and nothing else.</summary>
    public Scenario Patch(
        [StringSyntax(StringSyntaxAttribute.Json)] string ops = Empty,
        [StringSyntax(StringSyntaxAttribute.Json)] string streamOps = Empty,
        [StringSyntax(StringSyntaxAttribute.Json)] string uploadOps = Empty,
        [StringSyntax(StringSyntaxAttribute.Json)] string events = Empty)
    {
        var parsed = JsonNode.Parse(ops)!.AsArray();
        _state = JsonPatch.Apply(_state, parsed);
        _frames.Add(new RecordedFrame(false, "patch", new JsonObject
        {
            ["type"] = "patch",
            ["root_id"] = _rootId,
            ["base_version"] = _version,
            ["version"] = ++_version,
            ["ops"] = parsed,
            ["stream_ops"] = JsonNode.Parse(streamOps),
            ["upload_ops"] = JsonNode.Parse(uploadOps),
            ["events"] = JsonNode.Parse(events),
        }));
        return this;
    }

    private Scenario Asks(string @event, JsonNode payload, string status, JsonNode? response)
    {
        _frames.Add(new RecordedFrame(true, @event, payload));
        _frames.Add(new RecordedFrame(false, "phx_reply", new JsonObject { ["status"] = status, ["response"] = response }));
        return this;
    }
}
