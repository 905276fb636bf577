using System.Text.Json.Nodes;
using Musubi.TestKit.Documents;
using Musubi.TestKit.Phoenix;

namespace Musubi.TestKit.Frames;

/// <summary>Sends what a scenario's client sent, and compares what the server answers as CONFORMANCE.md says.</summary>
public static class FrameReplay
{
    /// <exception cref="ExpectationException">An answer or the document at the end differs from the recorded one.</exception>
    public static async Task RunAsync(Fixture fixture, PhoenixClient client)
    {
        var join = fixture.Frames[0].Payload;
        var (module, id) = ((string)join["module"]!, (string)join["id"]!);
        var channel = client.Channel(MountedRoot.TopicOf(module, id));
        var document = new ClientDocument($"{module}:{id}");
        string? pending = null;
        foreach (var recorded in fixture.Frames)
        {
            if (recorded.FromClient)
            {
                pending = await SendAsync(channel, recorded);
                continue;
            }

            var frame = await channel.ExpectAsync(recorded.Event);
            if (recorded.Event == "phx_reply" && frame.Ref != pending)
            {
                throw new ExpectationException($"Expected the reply to {pending}; got {frame}");
            }

            if (recorded.Event == "patch")
            {
                ComparePatch(document.State, recorded.Payload, frame.Payload!);
                document.Apply(frame.Payload!);
            }
            else
            {
                Compare(recorded.Payload, frame.Payload);
            }
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

    private static JsonObject Without(JsonNode node, string name)
    {
        var copy = node.DeepClone().AsObject();
        copy.Remove(name);
        return copy;
    }

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
