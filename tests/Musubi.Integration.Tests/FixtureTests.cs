using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Frames;

namespace Musubi.Integration.Tests;

/// <summary>The recorded scenarios of the stores that the conformance host serves so far.</summary>
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
    public async Task Replay_RecordedScenario_AnswersAsRecorded(string scenario)
    {
        await using var client = await Server.ConnectAsync();
        await FrameReplay.RunAsync(Fixture.Read(scenario), client);
    }
}

public sealed class FixtureCoHostedTests(CoHostedServer server) : FixtureTests<CoHostedServer>(server), IClassFixture<CoHostedServer>;

public sealed class FixtureTwoProcessTests(TwoProcessServer server) : FixtureTests<TwoProcessServer>(server), IClassFixture<TwoProcessServer>;
