using Musubi.Gateway.Tests.Scripted;
using Musubi.TestKit.Phoenix;

namespace Musubi.Gateway.Tests.Channels;

/// <summary>docs/wire.md, section 2, the older form: one channel for all roots.</summary>
public sealed class ConnectionChannelTests(TestSilo silo) : IAsyncLifetime
{
    private const string Topic = "musubi:connection";

    private readonly RootScript _root = new();
    private readonly RootScript _other = new();
    private TestGateway _gateway = null!;
    private PhoenixClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await TestGateway.StartAsync(silo, static options => options.MaxChannelsPerSocket = 2);
        _client = await _gateway.ConnectAsync();
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Join_HandsTheParamsOverAndMountsNothing()
    {
        Params? seen = null;
        _gateway.Socket.OnJoin = (joinParams, socket) =>
        {
            seen = joinParams;
            return SocketResult.Ok(socket);
        };

        await AskAsync("phx_join", """{"scope":"s"}""", Sent.Ok("1", "9", Topic));

        Assert.Equal("s", seen!.Get<string>("scope"));
    }

    [Fact]
    public async Task Join_Denied_RepliesTheReason()
    {
        _gateway.Socket.OnJoin = static (_, _) => SocketResult.Error(DenialReason.Forbidden);

        await AskAsync("phx_join", "{}", Sent.Error("1", "9", Topic, "forbidden"));
    }

    [Fact]
    public async Task Mount_TwoRoots_RepliesAndPatchesEach()
    {
        await JoinAndMountAsync();

        await AskAsync("mount", Payload(_other), Sent.Mounted("1", "9", Topic, _other));
        await ExpectAsync(Sent.Patch("1", Topic, _other, 1, "0-1"));
    }

    [Fact]
    public async Task Mount_SamePairAgain_RepliesAlreadyMounted()
    {
        await JoinAndMountAsync();

        await AskAsync("mount", Payload(_root), $$$"""[1,9,{{{Topic}}},phx_reply,{"status":"error","response":{"reason":"already_mounted","root_id":"{{{_root.RootId}}}"}}]""");
    }

    [Theory]
    [InlineData("""{"id":"a"}""", "missing required field")]
    [InlineData("""{"module":"Test.Root","params":1}""", "missing root id")]
    [InlineData("""{"module":"Nobody","id":"a","params":1}""", "params must be a map")]
    [InlineData("""{"module":"Nobody","id":"a"}""", "unknown root")]
    public async Task Mount_WrongPayload_RepliesTheReasonAndTheChannelLivesOn(string payload, string reason)
    {
        await AskAsync("phx_join", "{}", Sent.Ok("1", "9", Topic));
        await AskAsync("mount", payload, Sent.Error("1", "9", Topic, reason));
        await AskAsync("mount", Payload(_root), Sent.Mounted("1", "9", Topic, _root));
    }

    [Fact]
    public async Task Mount_Crashes_RepliesJoinCrashedAndTheRootMayBeMountedLater()
    {
        await AskAsync("phx_join", "{}", Sent.Ok("1", "9", Topic));
        var mounts = _root.OnMount;
        _root.OnMount = static _ => Task.FromResult(new MountAnswer(MountOutcome.Crashed, null));
        await AskAsync("mount", Payload(_root), Sent.Error("1", "9", Topic, "join crashed"));

        _root.OnMount = mounts;
        await AskAsync("mount", Payload(_root), Sent.Mounted("1", "9", Topic, _root));
    }

    [Fact]
    public async Task Mount_MoreThanChannelsAllowed_RepliesTooMany()
    {
        await JoinAndMountAsync();
        await AskAsync("mount", Payload(_other), Sent.Mounted("1", "9", Topic, _other));
        await ExpectAsync(Sent.Patch("1", Topic, _other, 1, "0-1"));

        await AskAsync("mount", Payload(new RootScript()), Sent.Error("1", "9", Topic, "too many channels joined"));
    }

    [Fact]
    public async Task Command_ForAMountedRoot_IsHandled()
    {
        await JoinAndMountAsync();

        await AskAsync("command", $$"""{"root_id":"{{_root.RootId}}","name":"inc","store_id":["a"]}""", Sent.Ok("1", "9", Topic));

        Assert.Equal(StoreId.Of("a"), (await _root.CommandedAsync()).StoreId);
    }

    [Theory]
    [InlineData("""{"root_id":"x","store_id":1}""", "missing required field")]
    [InlineData("""{"name":"inc","store_id":1}""", "missing required field")]
    [InlineData("""{"name":"inc","root_id":5}""", "missing required field")]
    [InlineData("""{"name":"inc","root_id":"Test.Root:nobody","store_id":1}""", "unknown root")]
    public async Task Command_WrongPayload_RepliesTheFirstReason(string payload, string reason)
    {
        await JoinAndMountAsync();

        await AskAsync("command", payload, Sent.Error("1", "9", Topic, reason));
    }

    [Fact]
    public async Task Command_WrongStoreId_IsCheckedAfterTheRoot()
    {
        await JoinAndMountAsync();

        await AskAsync("command", $$"""{"root_id":"{{_root.RootId}}","name":"inc","store_id":1}""", Sent.Error("1", "9", Topic, "unknown store"));
    }

    [Fact]
    public async Task Unmount_Mounted_RepliesAndTheRootMayBeMountedAgain()
    {
        await JoinAndMountAsync();

        await AskAsync("unmount", $$"""{"root_id":"{{_root.RootId}}"}""", Sent.Ok("1", "9", Topic));
        Assert.Equal(TerminateReason.Left, (await _root.UnmountedAsync()).Reason);
        await AskAsync("command", $$"""{"root_id":"{{_root.RootId}}","name":"inc"}""", Sent.Error("1", "9", Topic, "unknown root"));
        await AskAsync("mount", Payload(_root), Sent.Mounted("1", "9", Topic, _root));
    }

    [Theory]
    [InlineData("{}", "missing required field")]
    [InlineData("""{"root_id":"Test.Root:nobody"}""", "unknown root")]
    public async Task Unmount_WrongPayload_RepliesTheReason(string payload, string reason)
    {
        await JoinAndMountAsync();

        await AskAsync("unmount", payload, Sent.Error("1", "9", Topic, reason));
    }

    [Fact]
    public async Task Leave_EndsAllRoots()
    {
        await JoinAndMountAsync();
        await AskAsync("mount", Payload(_other), Sent.Mounted("1", "9", Topic, _other));
        await ExpectAsync(Sent.Patch("1", Topic, _other, 1, "0-1"));

        await AskAsync("phx_leave", "{}", Sent.Ok("1", "9", Topic));

        await ExpectAsync(Sent.Close("1", Topic));
        Assert.Equal(TerminateReason.Left, (await _root.UnmountedAsync()).Reason);
        Assert.Equal(TerminateReason.Left, (await _other.UnmountedAsync()).Reason);
    }

    [Fact]
    public async Task Leave_WithoutRoots_RepliesThenCloses()
    {
        await AskAsync("phx_join", "{}", Sent.Ok("1", "9", Topic));

        await AskAsync("phx_leave", "{}", Sent.Ok("1", "9", Topic));
        await ExpectAsync(Sent.Close("1", Topic));
    }

    [Fact]
    public async Task Crash_OfOneRoot_ErrsTheChannelAndEndsTheOthers()
    {
        await JoinAndMountAsync();
        await AskAsync("mount", Payload(_other), Sent.Mounted("1", "9", Topic, _other));
        await ExpectAsync(Sent.Patch("1", Topic, _other, 1, "0-1"));

        await _root.CrashAsync();

        await ExpectAsync(Sent.Crash("1", Topic));
        await _other.UnmountedAsync();
        await AskAsync("phx_join", "{}", Sent.Ok("1", "9", Topic));
        await AskAsync("mount", Payload(_root), Sent.Mounted("1", "9", Topic, _root));
    }

    [Fact]
    public async Task Mount_InProgress_HoldsLaterEventsOfTheChannelOnly()
    {
        await AskAsync("phx_join", "{}", Sent.Ok("1", "9", Topic));
        var answer = new TaskCompletionSource<MountAnswer>();
        _root.OnMount = _ => answer.Task;
        await SendAsync("mount", Payload(_root), "10");
        await SendAsync("command", $$"""{"root_id":"{{_root.RootId}}","name":"inc"}""", "11");
        await _gateway.MountAsync(_client, _other);

        answer.SetResult(new MountAnswer(MountOutcome.Mounted, RootScript.Patch(0, 1)));

        await ExpectAsync(Sent.Mounted("1", "10", Topic, _root));
        await ExpectAsync(Sent.Patch("1", Topic, _root, 1, "0-1"));
        await ExpectAsync(Sent.Ok("1", "11", Topic));
    }

    [Fact]
    public async Task Mount_LeftWhileItRuns_IsUnmountedAfterAll()
    {
        await AskAsync("phx_join", "{}", Sent.Ok("1", "9", Topic));
        var answer = new TaskCompletionSource<MountAnswer>();
        _root.OnMount = _ => answer.Task;
        await SendAsync("mount", Payload(_root), "10");
        await _root.MountedAsync();

        await AskAsync("phx_leave", "{}", Sent.Ok("1", "9", Topic));
        await ExpectAsync(Sent.Close("1", Topic));
        answer.SetResult(new MountAnswer(MountOutcome.Mounted, RootScript.Patch(0, 1)));

        await _root.UnmountedAsync();
        await _client.HeartbeatAsync();
        Assert.False(_client.Has(static _ => true));
    }

    [Fact]
    public async Task Leave_BehindEventsThatWait_LetsThemRunFirst()
    {
        await AskAsync("phx_join", "{}", Sent.Ok("1", "9", Topic));
        var answer = new TaskCompletionSource<MountAnswer>();
        _root.OnMount = _ => answer.Task;
        await SendAsync("mount", Payload(_root), "10");
        await SendAsync("command", $$"""{"root_id":"{{_root.RootId}}","name":"inc"}""", "11");
        await SendAsync("phx_leave", "{}", "12");
        await SendAsync("command", $$"""{"root_id":"{{_root.RootId}}","name":"late"}""", "13");
        await _client.HeartbeatAsync();

        answer.SetResult(new MountAnswer(MountOutcome.Mounted, RootScript.Patch(0, 1)));

        await ExpectAsync(Sent.Mounted("1", "10", Topic, _root));
        await ExpectAsync(Sent.Patch("1", Topic, _root, 1, "0-1"));
        await ExpectAsync(Sent.Ok("1", "11", Topic));
        await ExpectAsync(Sent.Ok("1", "12", Topic));
        await ExpectAsync(Sent.Close("1", Topic));
        Assert.Equal("inc", (await _root.CommandedAsync()).Name);
        Assert.False(_root.HasCommand);
    }

    [Fact]
    public async Task Mount_ThatAsksForLimits_IsToldWhatTheServerTakes()
    {
        await AskAsync("phx_join", "{}", Sent.Ok("1", "9", Topic));

        await AskAsync("mount", $$"""{"module":"{{TestRoot.Module}}","id":"{{_root.Id}}","limits":true}""",
            Sent.Ok("1", "9", Topic, $$$"""{"root_id":"{{{_root.RootId}}}","limits":{"text_frame_bytes":65536,"binary_frame_bytes":131072,"depth":64}}"""));
    }

    [Fact]
    public async Task BothForms_OnOneSocket_LiveSideBySide()
    {
        await JoinAndMountAsync();

        var channel = await _gateway.MountAsync(_client, _other);

        Assert.Equal("ok", (await channel.AskAsync("command", new { name = "inc" })).Status);
    }

    private static string Payload(RootScript root) => $$"""{"module":"{{TestRoot.Module}}","id":"{{root.Id}}"}""";

    private async Task JoinAndMountAsync()
    {
        await AskAsync("phx_join", "{}", Sent.Ok("1", "9", Topic));
        await AskAsync("mount", Payload(_root), Sent.Mounted("1", "9", Topic, _root));
        await ExpectAsync(Sent.Patch("1", Topic, _root, 1, "0-1"));
    }

    private async Task AskAsync(string @event, string payload, string expected)
    {
        await SendAsync(@event, payload, "9");
        await ExpectAsync(expected);
    }

    private Task SendAsync(string @event, string payload, string @ref) => _client.SendAsync($$"""["1","{{@ref}}","{{Topic}}","{{@event}}",{{payload}}]""");

    private async Task ExpectAsync(string frame) => Assert.Equal(frame, (await _client.NextAsync()).ToString());
}
