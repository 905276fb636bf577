using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Phoenix;

namespace Musubi.Integration.Tests;

/// <summary>A client that joins, leaves and joins again faster than anything is answered has, at the end, the root that it asked for last.</summary>
public abstract class QuickJoinTests<TServer>(TServer server) : ServerTest<TServer>(server)
    where TServer : TestServer
{
    private const int Rounds = 700;

    [Fact]
    public async Task Join_LeaveJoinInQuickSuccession_EndsWithARootThatAnswers()
    {
        await using var client = await Server.ConnectAsync();
        for (var round = 0; round < Rounds; round++)
        {
            var id = $"quick-{round}";
            var channel = client.Channel(MountedRoot.TopicOf(Modules.Beta, id));
            await channel.SendJoinAsync(new { module = Modules.Beta, id });
            await channel.PushAsync("phx_leave", null);

            await AssertLivesAsync(client, channel, id, round);
            await channel.AskAsync("phx_leave", null);
        }
    }

    [Fact]
    public async Task Join_TwiceInQuickSuccession_EndsWithARootThatAnswers()
    {
        await using var client = await Server.ConnectAsync();
        for (var round = 0; round < Rounds; round++)
        {
            var id = $"twice-{round}";
            var channel = client.Channel(MountedRoot.TopicOf(Modules.Beta, id));
            await channel.SendJoinAsync(new { module = Modules.Beta, id });

            await AssertLivesAsync(client, channel, id, round);
            await channel.AskAsync("phx_leave", null);
        }
    }

    [Fact]
    public async Task Join_AgainBehindACommandAndALeave_EndsWithARootThatAnswers()
    {
        await using var client = await Server.ConnectAsync();
        var channel = client.Channel(MountedRoot.TopicOf(Modules.Beta, "again"));
        for (var round = 0; round < Rounds; round++)
        {
            await AssertLivesAsync(client, channel, "again", round);
            await channel.PushAsync("command", new { store_id = Array.Empty<string>(), name = "nobody", payload = new { } });
            await channel.PushAsync("phx_leave", null);
        }
    }

    private static async Task AssertLivesAsync(PhoenixClient client, PhoenixChannel channel, string id, int round)
    {
        var reply = await channel.JoinAsync(new { module = Modules.Beta, id });
        Assert.True(reply.Status == "ok", $"round {round}: {reply}");

        // A root that is not there answers with phx_error, or with nothing.
        var asked = await channel.AskAsync("command", new { store_id = Array.Empty<string>(), name = "nobody", payload = new { } });
        Assert.True((string?)asked.Response?["reason"] == "unknown command", $"round {round}: {asked}");
        while (client.Has(_ => true))
        {
            await client.NextAsync();
        }
    }
}

[Collection(nameof(OneProcess))]
public sealed class QuickJoinCoHostedTests(CoHostedServer server) : QuickJoinTests<CoHostedServer>(server);

[Collection(nameof(TwoProcesses))]
public sealed class QuickJoinTwoProcessTests(TwoProcessServer server) : QuickJoinTests<TwoProcessServer>(server);
