using System.Text.Json.Nodes;
using Musubi.TestKit.Documents;
using Musubi.TestKit.Phoenix;

namespace Musubi.TestKit.Frames;

/// <summary>Sends what a scenario's client sent, and compares what the server answers as docs/conformance.md says.</summary>
public static class FrameReplay
{
    /// <exception cref="ExpectationException">An answer or the document at the end differs from the recorded one.</exception>
    public static async Task RunAsync(Fixture fixture, PhoenixClient client)
    {
        var join = fixture.Frames[0].Payload;
        var (module, id) = ((string)join["module"]!, (string)join["id"]!);
        var channel = client.Channel(MountedRoot.TopicOf(module, id));
        var document = new ClientDocument($"{module}:{id}");
        var refs = new ServerRefs();
        string? pending = null;
        foreach (var recorded in fixture.Frames)
        {
            if (recorded.FromClient)
            {
                pending = await SendAsync(channel, recorded with { Payload = refs.Translate(recorded.Payload)! });
                continue;
            }

            var frame = await channel.ExpectAsync(recorded.Event);
            if (recorded.Event == "patch")
            {
                await PatchAsync(channel, document, refs.Translate(recorded.Payload)!, frame.Payload!);
                continue;
            }

            if (recorded.Event == "phx_reply" && frame.Ref != pending)
            {
                throw new ExpectationException($"Expected the reply to {pending}; got {frame}");
            }

            refs.Learn(recorded.Payload, frame.Payload!);
            Compare(refs.Translate(recorded.Payload), frame.Payload);
        }

        Compare(fixture.ExpectedState, document.State);
        await client.HeartbeatAsync();
        if (client.Has(static _ => true))
        {
            throw new ExpectationException($"Expected nothing after the scenario's last frame; got {await client.NextAsync()}");
        }
    }

    private static async Task<string> SendAsync(PhoenixChannel channel, RecordedFrame frame)
    {
        if (frame.Event != "phx_join")
        {
            return await channel.PushAsync(frame.Event, frame.Payload);
        }

        await channel.SendJoinAsync(frame.Payload);
        return channel.JoinRef!;
    }

    /// <summary>An async value may first come as <c>loading</c>, in an envelope of its own that the recording has not.</summary>
    /// <remarks>What such an envelope said already is not said again, so the two together are held against the document that the recorded one makes.
    /// The versions need no comparing: the document takes none but the next.</remarks>
    private static async Task PatchAsync(PhoenixChannel channel, ClientDocument document, JsonNode expected, JsonNode actual)
    {
        if (!IsLoading(actual) || IsLoading(expected))
        {
            ComparePatch(document.State, expected, actual);
            document.Apply(actual);
            return;
        }

        var before = document.State;
        document.Apply(actual);
        actual = (await channel.ExpectAsync("patch")).Payload!;
        document.Apply(actual);
        Compare(Without(expected, "ops", "base_version", "version"), Without(actual, "ops", "base_version", "version"));
        Compare(JsonPatch.Apply(before, expected["ops"]!.AsArray()), document.State);
    }

    private static bool IsLoading(JsonNode patch) => patch["ops"]!.AsArray().Any(static op =>
        ((string)op!["path"]!).EndsWith("/status", StringComparison.Ordinal) && op["value"] is JsonValue value && value.TryGetValue<string>(out var status) && status == "loading");

    /// <summary>Operations may come in another order, where that makes the same document of the one before.</summary>
    private static void ComparePatch(JsonNode? before, JsonNode expected, JsonNode actual)
    {
        var (expectedOps, actualOps) = (expected["ops"]!.AsArray(), actual["ops"]!.AsArray());
        Compare(Without(expected, "ops"), Without(actual, "ops"));
        var unmatched = expectedOps.ToList();
        foreach (var op in actualOps)
        {
            var index = unmatched.FindIndex(candidate => JsonNode.DeepEquals(candidate, op));
            if (index < 0)
            {
                throw Differs(expectedOps, actualOps);
            }

            unmatched.RemoveAt(index);
        }

        if (unmatched.Count > 0)
        {
            throw Differs(expectedOps, actualOps);
        }

        Compare(JsonPatch.Apply(before, expectedOps), JsonPatch.Apply(before, actualOps));
    }

    private static JsonObject Without(JsonNode node, params string[] names) =>
        new(node.AsObject().Where(member => !names.Contains(member.Key)).Select(static member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));

    private static void Compare(JsonNode? expected, JsonNode? actual)
    {
        if (!JsonNode.DeepEquals(expected, actual))
        {
            throw Differs(expected, actual);
        }
    }

    private static ExpectationException Differs(JsonNode? expected, JsonNode? actual) =>
        new($"Expected {expected?.ToJsonString() ?? "null"}; got {actual?.ToJsonString() ?? "null"}");
}
