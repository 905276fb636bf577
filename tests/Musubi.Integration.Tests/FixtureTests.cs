using System.Text.Json.Nodes;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit;
using Musubi.TestKit.Documents;
using Musubi.TestKit.Frames;

namespace Musubi.Integration.Tests;

/// <summary>The recorded scenarios, all of them.</summary>
public abstract class FixtureTests<TServer>(TServer server) : ServerTest<TServer>(server)
    where TServer : TestServer
{
    [Theory]
    [InlineData("initial_mount")]
    [InlineData("mount_rejected_unknown_root")]
    [InlineData("command_noreply_replace")]
    [InlineData("command_add_remove_ops")]
    [InlineData("command_errors")]
    [InlineData("child_mount_unmount")]
    [InlineData("stream_insert")]
    [InlineData("stream_reset")]
    [InlineData("async_loading_ok")]
    [InlineData("event_only_cycle")]
    [InlineData("upload_preflight_ok")]
    [InlineData("upload_cancel")]
    public async Task Replay_RecordedScenario_AnswersAsRecorded(string scenario)
    {
        await using var client = await Server.ConnectAsync();
        await FrameReplay.RunAsync(Fixture.Read(scenario), client);
    }
}

[Collection(nameof(OneProcess))]
public sealed class FixtureCoHostedTests(CoHostedServer server) : FixtureTests<CoHostedServer>(server)
{
    [Theory]
    [InlineData("value", "other")]
    [InlineData("path", "/other")]
    [InlineData("op", "add")]
    public async Task Replay_RecordedOpDiffers_Fails(string member, string value)
    {
        var fixture = Fixture.Read("command_noreply_replace");
        fixture.Frames[^1].Payload["ops"]![0]![member] = value;
        await using var client = await Server.ConnectAsync();

        await Assert.ThrowsAsync<ExpectationException>(() => FrameReplay.RunAsync(fixture, client));
    }

    [Fact]
    public async Task Replay_RecordedOpsInAnotherOrder_Passes()
    {
        var fixture = Fixture.Read("command_noreply_replace");
        var patch = fixture.Frames[^1].Payload;
        patch["ops"] = new JsonArray([.. patch["ops"]!.AsArray().Reverse().Select(static op => op!.DeepClone())]);
        await using var client = await Server.ConnectAsync();

        await FrameReplay.RunAsync(fixture, client);
    }

    [Fact]
    public async Task Replay_LoadingInAnEnvelopeThatIsNotRecorded_Passes()
    {
        var recorded = Fixture.Read("async_loading_ok");
        var failed = recorded.Frames[^1].Payload.DeepClone();
        (failed["base_version"], failed["version"], failed["ops"]) = (2, 3, JsonNode.Parse("""
            [{"op":"replace","path":"/profile/status","value":"failed"},{"op":"replace","path":"/profile/reason","value":{"kind":"error","value":"nope"}}]
            """));
        var command = recorded.Frames[^3].Payload.DeepClone();
        command["payload"]!["outcome"] = "failed";
        var fixture = recorded with
        {
            Frames = [.. recorded.Frames, recorded.Frames[^3] with { Payload = command }, recorded.Frames[^2], recorded.Frames[^1] with { Payload = failed }],
            ExpectedState = JsonPatch.Apply(recorded.ExpectedState, failed["ops"]!.AsArray()),
        };
        await using var client = await Server.ConnectAsync();

        await FrameReplay.RunAsync(fixture, client);
    }
}

[Collection(nameof(TwoProcesses))]
public sealed class FixtureTwoProcessTests(TwoProcessServer server) : FixtureTests<TwoProcessServer>(server);
