using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Frames;

namespace Musubi.Integration.Tests;

/// <summary>Scenarios of the same kind as the recorded ones, of the stores that need no more than a few frames.</summary>
public abstract class ScenarioTests<TServer>(TServer server) : ServerTest<TServer>(server)
    where TServer : TestServer
{
    private const string Loading = """[{"op":"replace","path":"/profile/status","value":"loading"}]""";
    private const string Loaded = """[{"op":"replace","path":"/profile/status","value":"ok"},{"op":"replace","path":"/profile/result","value":{"name":"ada"}}]""";
    private const string Failed = """[{"op":"replace","path":"/profile/status","value":"failed"},{"op":"replace","path":"/profile/reason","value":{"kind":"error","value":"nope"}}]""";

    [Fact]
    public Task Toggle_ToWhatIsShown_SendsNoPatch() => ReplayAsync(
        Scenario.Mount(Modules.Toggle, """{"__musubi_store_id__":[],"panel":null}""")
            .Command("toggle", """{"show":false}""")
            .Command("toggle", """{"show":true}""").Patch("""[{"op":"replace","path":"/panel","value":{"__musubi_store_id__":["panel"],"label":"panel"}}]""")
            .Command("toggle", """{"show":true}""")
            .Command("toggle", """{"show":false}""").Patch("""[{"op":"replace","path":"/panel","value":null}]""")
            .Command("toggle", """{"show":true}""").Patch("""[{"op":"replace","path":"/panel","value":{"__musubi_store_id__":["panel"],"label":"panel"}}]"""));

    [Fact]
    public Task Map_KeysWithSlashesAndTildes_AreEscapedInPaths() => ReplayAsync(
        Scenario.Mount(Modules.Meta, """{"__musubi_store_id__":[],"meta":{"a":"1"}}""")
            .Command("put", """{"key":"a/b~c","value":"2"}""").Patch("""[{"op":"add","path":"/meta/a~1b~0c","value":"2"}]""")
            .Command("put", """{"key":"a/b~c","value":"3"}""").Patch("""[{"op":"replace","path":"/meta/a~1b~0c","value":"3"}]""")
            .Command("put", """{"key":"a/b~c","value":"3"}""")
            .Command("drop", """{"key":"a/b~c"}""").Patch("""[{"op":"remove","path":"/meta/a~1b~0c"}]""")
            .Command("drop", """{"key":"nothing"}"""));

    [Fact]
    public Task Sum_OfSeveralAdditions_IsRepliedAndShown() => ReplayAsync(
        Scenario.Mount(Modules.Durable, """{"__musubi_store_id__":[],"n":0,"log_length":0}""")
            .Command("add", """{"by":3}""", """{"n":3}""").Patch("""[{"op":"replace","path":"/n","value":3},{"op":"replace","path":"/log_length","value":1}]""")
            .Command("add", """{"by":-3}""", """{"n":0}""").Patch("""[{"op":"replace","path":"/n","value":0},{"op":"replace","path":"/log_length","value":2}]""")
            .Command("add", """{"by":0}""", """{"n":0}""").Patch("""[{"op":"replace","path":"/log_length","value":3}]"""));

    [Fact]
    public Task Load_ThatFails_CarriesTheErrorsValue() => ReplayAsync(Profile()
        .Command("load", """{"outcome":"failed"}""").Patch(Failed));

    [Fact]
    public Task Load_AfterAResult_KeepsItMeanwhileAndWhenItFails() => ReplayAsync(Profile()
        .Command("load", """{"outcome":"ok"}""").Patch(Loaded)
        .Command("load", """{"outcome":"failed"}""").Patch(Loading).Patch(Failed)
        .Command("load", """{"outcome":"ok"}""")
        .Patch("""[{"op":"replace","path":"/profile/status","value":"loading"},{"op":"replace","path":"/profile/reason","value":null}]""")
        .Patch("""[{"op":"replace","path":"/profile/status","value":"ok"}]"""));

    private static Scenario Profile() => Scenario.Mount(
        Modules.Async,
        """{"__musubi_store_id__":[],"profile":{"__musubi_async__":true,"status":"loading","result":null,"reason":null}}""");

    private async Task ReplayAsync(Scenario scenario)
    {
        await using var client = await Server.ConnectAsync();
        await FrameReplay.RunAsync(scenario.Fixture, client);
    }
}

[Collection(nameof(OneProcess))]
public sealed class ScenarioCoHostedTests(CoHostedServer server) : ScenarioTests<CoHostedServer>(server);

[Collection(nameof(TwoProcesses))]
public sealed class ScenarioTwoProcessTests(TwoProcessServer server) : ScenarioTests<TwoProcessServer>(server);
