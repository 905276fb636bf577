using System.Text;
using Musubi.Gateway.Tests.Scripted;
using Musubi.TestKit.Phoenix;

namespace Musubi.Gateway.Tests.Channels;

/// <summary>What a client hears of an exception: nothing, unless the gateway's options say that it may.</summary>
public sealed class DetailedErrorsTests(TestSilo silo) : IAsyncLifetime
{
    private const string Thrown = "InvalidOperationException: The \"connection\" to db1 failed.";

    private readonly RootScript _root = new();
    private readonly List<TestGateway> _gateways = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways)
        {
            await gateway.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Join_MountThrows_TellsTheDetailWhereItMay(bool detailed)
    {
        var client = await ConnectAsync(detailed);
        _root.OnMount = static _ => Task.FromResult(new MountAnswer(MountOutcome.Crashed, null, Thrown));

        var reply = await client.Channel(_root.Topic).JoinAsync(_root.JoinPayload);

        AssertDetail(detailed, "join crashed", Thrown, reply.Response!.ToJsonString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Join_HandleJoinThrows_TellsTheDetailWhereItMay(bool detailed)
    {
        var client = await ConnectAsync(detailed);
        _gateways[0].Log.Allow(static line => line.EventId == 3);
        _gateways[0].Socket.OnJoin = static (_, _) => throw new InvalidOperationException("The \"connection\" to db1 failed.");

        var reply = await client.Channel(_root.Topic).JoinAsync(_root.JoinPayload);

        AssertDetail(detailed, "join crashed", Thrown, reply.Response!.ToJsonString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Join_HandleConnectAssignedWhatCannotBeSerialized_SaysWhichTypeAndWhatToAdd(bool detailed)
    {
        var client = await ConnectAsync(detailed, new Plain(1));
        _gateways[0].Log.Allow(static line => line.EventId == 37);

        var reply = await client.Channel(_root.Topic).JoinAsync(_root.JoinPayload);

        var detail = $"Could not find a copier for type {typeof(Plain)}. Expected plain data, or a type with [GenerateSerializer] and with [Id(n)] on what it holds.";
        AssertDetail(detailed, "join crashed", detail, reply.Response!.ToJsonString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Command_HandlerThrows_TellsTheDetailWhereItMay(bool detailed)
    {
        var client = await ConnectAsync(detailed);
        var channel = await JoinAsync(client);
        _root.OnCommand = static _ => Task.FromResult(new CommandAnswer(CommandOutcome.Crashed, Encoding.UTF8.GetBytes(Thrown)));

        await channel.PushAsync("command", new { store_id = Array.Empty<string>(), name = "inc", payload = new { } });

        AssertDetail(detailed, "channel_crash", Thrown, (await channel.ExpectAsync("phx_error")).Payload!.ToJsonString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Root_CrashesByItself_TellsTheDetailWhereItMay(bool detailed)
    {
        var client = await ConnectAsync(detailed);
        var channel = await JoinAsync(client);

        await _root.CrashAsync(Thrown);

        AssertDetail(detailed, "channel_crash", Thrown, (await channel.ExpectAsync("phx_error")).Payload!.ToJsonString());
    }

    [Fact]
    public async Task Command_CrashedOnASiloThatTellsNothing_TellsNothing()
    {
        var client = await ConnectAsync(detailed: true);
        var channel = await JoinAsync(client);
        _root.OnCommand = static _ => Task.FromResult(new CommandAnswer(CommandOutcome.Crashed));

        await channel.PushAsync("command", new { store_id = Array.Empty<string>(), name = "inc", payload = new { } });

        Assert.Equal("""{"reason":"channel_crash"}""", (await channel.ExpectAsync("phx_error")).Payload!.ToJsonString());
    }

    private async Task<PhoenixClient> ConnectAsync(bool detailed, object? assigned = null)
    {
        _gateways.Add(await TestGateway.StartAsync(silo, options => options.EnableDetailedErrors = detailed));
        _gateways[0].Socket.OnConnect = (_, socket) => SocketResult.Ok(socket.Assign("assigned", assigned));
        return await _gateways[0].ConnectAsync();
    }

    private async Task<PhoenixChannel> JoinAsync(PhoenixClient client)
    {
        var channel = client.Channel(_root.Topic);
        Assert.Equal("ok", (await channel.JoinAsync(_root.JoinPayload)).Status);
        await channel.ExpectAsync("patch");
        return channel;
    }

    private static void AssertDetail(bool detailed, string reason, string detail, string json)
    {
        var read = System.Text.Json.Nodes.JsonNode.Parse(json)!.AsObject();
        Assert.Equal(detailed ? ["reason", "detail"] : ["reason"], read.Select(static field => field.Key));
        Assert.Equal(reason, (string?)read["reason"]);
        Assert.Equal(detailed ? detail : null, (string?)read["detail"]);
    }

    private sealed record Plain(int Value);
}
