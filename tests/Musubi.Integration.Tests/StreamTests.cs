using System.Text.Json.Nodes;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Frames;
using Musubi.TestKit.Phoenix;

namespace Musubi.Integration.Tests;

/// <summary>Streams: the operations as they stand on the wire. Source: docs/wire.md, "stream_ops"; the recorded scenarios have the plain cases.</summary>
public abstract class StreamTests<TServer>(TServer server) : ServerTest<TServer>(server)
    where TServer : TestServer
{
    private const string Reset = """{"op":"reset","stream":"items","ref":"0","store_id":[]}""";

    [Fact]
    public Task Insert_WithALimit_CarriesThatOfTheCall() => ReplayAsync(Mounted()
        .Command("insert", """{"id":"7","at":-1,"limit":2}""").Patch(streamOps: $"[{Insert("7", -1, "2")}]")
        .Command("insert", """{"id":"8","at":3,"limit":-2}""").Patch(streamOps: $"[{Insert("8", 3, "-2")}]")
        .Command("insert", """{"id":"9","at":0,"limit":null}""").Patch(streamOps: $"[{Insert("9", 0)}]"));

    [Fact]
    public Task Insert_OfAnItemThatIsThere_IsAnInsertAgain() => ReplayAsync(Mounted()
        .Command("seed", """{"count":1}""").Patch(streamOps: $"[{Reset},{Insert("1")}]")
        .Command("insert", """{"id":"1","at":0,"limit":null}""").Patch(streamOps: $"[{Insert("1", 0)}]"));

    [Fact]
    public Task Delete_OfAnyItem_NamesItsKey() => ReplayAsync(Mounted()
        .Command("seed", """{"count":1}""").Patch(streamOps: $"[{Reset},{Insert("1")}]")
        .Command("delete", """{"id":"1"}""").Patch(streamOps: $"[{Delete("1")}]")
        .Command("delete", """{"id":"nobody has it"}""").Patch(streamOps: $"[{Delete("nobody has it")}]"));

    [Fact]
    public Task Seed_Again_ResetsFirst() => ReplayAsync(Mounted()
        .Command("seed", """{"count":2}""").Patch(streamOps: $"[{Reset},{Insert("1")},{Insert("2")}]")
        .Command("seed", """{"count":1}""").Patch(streamOps: $"[{Reset},{Insert("1")}]")
        .Command("seed", """{"count":0}""").Patch(streamOps: $"[{Reset}]"));

    [Fact]
    public async Task Mount_Again_StartsOver()
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.Stream, "s");
        await root.CommandAsync("seed", new { count = 1 });
        await root.PatchAsync();
        await root.Channel.LeaveAsync();

        var again = await MountedRoot.MountAsync(client, Modules.Stream, "s");
        await again.CommandAsync("delete", new { id = "1" });

        Assert.Equal($"[{Delete("1")}]", (await again.PatchAsync())["stream_ops"]!.ToJsonString());
    }

    [Theory]
    [InlineData("insert", """{"id":"1","at":-2,"limit":null}""")]
    [InlineData("insert", """{"id":"1","at":0}""")]
    [InlineData("insert", """{"id":"1","at":0,"limit":"2"}""")]
    [InlineData("seed", """{"count":1.5}""")]
    public async Task Command_WithAPayloadThatDoesNotFit_CrashesTheRoot(string name, string payload)
    {
        Server.Log.Allow(ServerErrors.StoreCrashed);
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.Stream, "s");

        await root.SendAsync(name, JsonNode.Parse(payload));

        Assert.Equal("""{"reason":"channel_crash"}""", (await root.Channel.ExpectAsync("phx_error")).Payload!.ToJsonString());
    }

    private static Scenario Mounted() =>
        Scenario.Mount(Modules.Stream, """{"__musubi_store_id__":[],"title":"stream","items":{"__musubi_stream__":"items"}}""");

    private static string Insert(string id, int at = -1, string limit = "null") =>
        $$$"""{"op":"insert","stream":"items","ref":"0","store_id":[],"item_key":"item-{{{id}}}","at":{{{at}}},"item":{"id":"{{{id}}}"},"limit":{{{limit}}}}""";

    private static string Delete(string id) => $$"""{"op":"delete","stream":"items","ref":"0","store_id":[],"item_key":"item-{{id}}"}""";

    private async Task ReplayAsync(Scenario scenario)
    {
        await using var client = await Server.ConnectAsync();
        await FrameReplay.RunAsync(scenario.Fixture, client);
    }
}

[Collection(nameof(OneProcess))]
public sealed class StreamCoHostedTests(CoHostedServer server) : StreamTests<CoHostedServer>(server);

[Collection(nameof(TwoProcesses))]
public sealed class StreamTwoProcessTests(TwoProcessServer server) : StreamTests<TwoProcessServer>(server);
