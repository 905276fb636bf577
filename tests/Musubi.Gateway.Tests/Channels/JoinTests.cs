using Musubi.Gateway.Tests.Scripted;
using Musubi.TestKit.Phoenix;

namespace Musubi.Gateway.Tests.Channels;

/// <summary>docs/wire.md, section 2, the main form: a join is the mount.</summary>
public sealed class JoinTests(TestSilo silo) : IAsyncLifetime
{
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(1);

    private readonly RootScript _root = new();
    private TestGateway _gateway = null!;
    private PhoenixClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await TestGateway.StartAsync(silo, static options => options.MaxChannelsPerSocket = 3);
        _client = await _gateway.ConnectAsync();
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Join_KnownRoot_RepliesThenSendsTheFirstPatch()
    {
        await _client.PushAsync("7", _root.Topic, "phx_join", new { module = TestRoot.Module, id = _root.Id, @params = new { a = 1 } }, "8");

        await ExpectAsync(Sent.Mounted("7", "8", _root.Topic, _root));
        await ExpectAsync(Sent.Patch("7", _root.Topic, _root, 1, "0-1"));
        Assert.Equal(1, (await _root.MountedAsync()).Params.Get<int>("a"));
    }

    [Fact]
    public async Task Join_ThatAsksForLimits_IsToldWhatTheServerTakes()
    {
        Params? seen = null;
        _gateway.Socket.OnJoin = (joinParams, socket) =>
        {
            seen = joinParams;
            return SocketResult.Ok(socket);
        };

        await _client.PushAsync("1", _root.Topic, "phx_join", new { module = TestRoot.Module, id = _root.Id, limits = true, scope = "s" }, "1");

        await ExpectAsync(Sent.Ok("1", "1", _root.Topic, $$$"""{"root_id":"{{{_root.RootId}}}","limits":{"text_frame_bytes":65536,"binary_frame_bytes":131072,"depth":64}}"""));
        Assert.Equal(Params.Parse("""{"scope":"s"}"""), seen);
    }

    [Theory]
    [InlineData("a\u001b[31m", false)]
    [InlineData("a\r\nb", false)]
    [InlineData("a\u2028b", false)]
    [InlineData("a\u202eb", false)]
    [InlineData("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \ud83d\udc69\u200d\ud83d\ude80", true)]
    public async Task Join_IdThatMisleadsWhoReadsLogs_IsUnknown(string id, bool isKnown)
    {
        var root = new RootScript(id);

        var reply = await _client.Channel(_root.Topic).JoinAsync(new { module = TestRoot.Module, id });

        Assert.Equal(isKnown ? "ok" : "error", reply.Status);
        Assert.Equal(isKnown, root.HasMount);
        if (!isKnown)
        {
            Assert.Equal("""error {"reason":"unknown root"}""", reply.ToString());
        }
    }

    [Theory]
    [InlineData("false")]
    [InlineData("\"true\"")]
    [InlineData("{\"a\":[true]}")]
    public async Task Join_WithAnotherFieldOfThatName_LeavesItToHandleJoin(string limits)
    {
        Params? seen = null;
        _gateway.Socket.OnJoin = (joinParams, socket) =>
        {
            seen = joinParams;
            return SocketResult.Ok(socket);
        };

        await _client.SendAsync($$"""["1","1","{{_root.Topic}}","phx_join",{"limits":{{limits}},"module":"{{TestRoot.Module}}","id":"{{_root.Id}}"}]""");

        await ExpectAsync(Sent.Mounted("1", "1", _root.Topic, _root));
        Assert.Equal(Params.Parse($$"""{"limits":{{limits}}}"""), seen);
    }

    [Fact]
    public async Task Join_WithoutJoinRef_IsAccepted()
    {
        await _client.PushAsync(null, _root.Topic, "phx_join", _root.JoinPayload, "8");
        await ExpectAsync(Sent.Mounted(null, "8", _root.Topic, _root));
        await ExpectAsync(Sent.Patch(null, _root.Topic, _root, 1, "0-1"));

        await _client.PushAsync("9", _root.Topic, "command", new { name = "inc" }, "10");
        await ExpectAsync(Sent.Ok(null, "10", _root.Topic));
    }

    [Fact]
    public async Task Join_Topic_OnlyRoutes()
    {
        await _client.PushAsync("1", "musubi:connection:Some.Other:thing", "phx_join", _root.JoinPayload, "1");

        await ExpectAsync(Sent.Mounted("1", "1", "musubi:connection:Some.Other:thing", _root));
    }

    [Theory]
    [InlineData("""{"id":"a"}""", "missing required field")]
    [InlineData("""{"module":null,"id":"a"}""", "missing required field")]
    [InlineData("""{"module":7,"params":1}""", "missing required field")]
    [InlineData("""{}""", "missing required field")]
    [InlineData("[]", "missing required field")]
    [InlineData("null", "missing required field")]
    [InlineData("""{"module":"Nobody"}""", "missing root id")]
    [InlineData("""{"module":"Test.Root","id":"","params":1}""", "missing root id")]
    [InlineData("""{"module":"Test.Root","id":5}""", "missing root id")]
    [InlineData("""{"module":"Nobody","id":"a","params":[]}""", "params must be a map")]
    [InlineData("""{"module":"Test.Root","id":"a","params":null}""", "params must be a map")]
    [InlineData("""{"module":"Nobody","id":"a"}""", "unknown root")]
    [InlineData("""{"module":"test.root","id":"a"}""", "unknown root")]
    public async Task Join_WrongPayload_RepliesTheFirstReason(string payload, string reason)
    {
        await _client.SendAsync($$"""["1","2","musubi:connection:x","phx_join",{{payload}}]""");
        await ExpectAsync(Sent.Error("1", "2", "musubi:connection:x", reason));

        await _client.SendAsync("""["1","3","musubi:connection:x","command",{}]""");
        await ExpectAsync(Sent.Error(null, "3", "musubi:connection:x", "unmatched topic"));
    }

    [Fact]
    public async Task Join_RootIdTooLong_RepliesUnknownRoot()
    {
        var reply = await _client.Channel("musubi:connection:x").JoinAsync(new { module = TestRoot.Module, id = new string('x', 1025) });

        Assert.Equal("unknown root", reply.Reason);
    }

    [Theory]
    [InlineData(null, "unauthorized")]
    [InlineData(DenialReason.Unauthorized, "unauthorized")]
    [InlineData(DenialReason.NotFound, "not_found")]
    [InlineData(DenialReason.InvalidParams, "params must be a map")]
    [InlineData(DenialReason.Forbidden, "forbidden")]
    public async Task Join_Denied_RepliesTheReasonBeforeAnyOther(DenialReason? denial, string reason)
    {
        _gateway.Socket.OnJoin = (_, _) => SocketResult.Error(denial);

        await _client.SendAsync("""["1","2","musubi:connection:x","phx_join",{"params":1}]""");

        await ExpectAsync(Sent.Error("1", "2", "musubi:connection:x", reason));
    }

    [Fact]
    public async Task Join_HandleJoinThrows_RepliesJoinCrashedAndLogsIt()
    {
        _gateway.Log.Allow(static line => line.EventId == 3);
        _gateway.Socket.OnJoin = static (_, _) => throw new InvalidOperationException("secret");

        var reply = await _client.Channel(_root.Topic).JoinAsync(_root.JoinPayload);

        Assert.Equal("""error {"reason":"join crashed"}""", reply.ToString());
    }

    [Fact]
    public async Task Join_HandleJoin_IsHandedThePayloadWithoutTheRoot()
    {
        Params? seen = null;
        _gateway.Socket.OnJoin = (joinParams, socket) =>
        {
            seen = joinParams;
            return SocketResult.Ok(socket);
        };

        await _client.Channel(_root.Topic).JoinAsync(new { module = TestRoot.Module, id = _root.Id, scope = "s", @params = new { deny = "no" } });

        Assert.Equal(Params.Parse("""{"scope":"s","params":{"deny":"no"}}"""), seen);
    }

    [Fact]
    public async Task Join_AssignsOfBothCallbacks_ReachTheGrain()
    {
        _gateway.Socket.OnConnect = static (_, socket) => SocketResult.Ok(socket.Assign("user", "ada"));
        _gateway.Socket.OnJoin = static (_, socket) => SocketResult.Ok(socket.Assign("scope", "s"));
        var client = await _gateway.ConnectAsync();

        await client.Channel(_root.Topic).JoinAsync(_root.JoinPayload);

        var socket = (await _root.MountedAsync()).Socket;
        Assert.Equal(("ada", "s"), (socket.Assigns["user"], socket.Assigns["scope"]));
    }

    [Theory]
    [InlineData(MountOutcome.UnknownRoot, "unknown root")]
    [InlineData(MountOutcome.Crashed, "join crashed")]
    [InlineData(MountOutcome.Superseded, "unavailable")]
    public async Task Join_MountFails_RepliesWhy(MountOutcome outcome, string reason)
    {
        _root.OnMount = _ => Task.FromResult(new MountAnswer(outcome, null));

        Assert.Equal(reason, (await _client.Channel(_root.Topic).JoinAsync(_root.JoinPayload)).Reason);
        Assert.Equal(0, _gateway.Roots.Count);
    }

    [Fact]
    public async Task Join_SiloUnavailable_RepliesUnavailableWithin8SecondsAndUnmountsWhatMayBeMounted()
    {
        _root.OnMount = static _ => throw new SiloUnavailableException("down");
        var began = _gateway.Clock.GetUtcNow();

        var joining = _client.Channel(_root.Topic).JoinAsync(_root.JoinPayload);
        while (_gateway.Clock.GetUtcNow() < began + TimeSpan.FromSeconds(7))
        {
            await _gateway.Clock.PassDelayAsync(LongestRetry);
        }

        Assert.Equal("""error {"reason":"unavailable"}""", (await joining).ToString());
        Assert.InRange(_gateway.Clock.GetUtcNow() - began, TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(8));
        await _root.UnmountedAsync();
        Assert.Equal(0, _gateway.Roots.Count);
        Assert.Single(_gateway.Log.Warnings, static line => line.EventId == 20);
    }

    [Fact]
    public async Task Join_SiloStops_IsPlacedByAnotherMountWhosePatchesAloneCount()
    {
        var mounts = new List<MountRequest>();
        _root.OnMount = async request =>
        {
            mounts.Add(request);
            if (mounts.Count > 2)
            {
                return new MountAnswer(MountOutcome.Mounted, RootScript.Patch(0, 1));
            }

            // It was heard, and mounted the root: only the answer is lost.
            await request.Observer!.Push([new RootPush(request.MountId, RootScript.Patch(1, 2))]);
            throw new SiloUnavailableException("down");
        };

        await _client.PushAsync("1", _root.Topic, "phx_join", _root.JoinPayload, "1");
        await _gateway.Clock.PassDelayAsync(LongestRetry);
        await _gateway.Clock.PassDelayAsync(LongestRetry);

        await ExpectAsync(Sent.Mounted("1", "1", _root.Topic, _root));
        await ExpectAsync(Sent.Patch("1", _root.Topic, _root, 1, "0-1"));
        Assert.Equal([.. mounts.Select(static mount => mount.MountId).Distinct().Order()], mounts.Select(static mount => mount.MountId));
        await mounts[0].Observer!.Push([new RootPush(mounts[0].MountId, RootScript.Patch(1, 2))]);
        await _root.PushAsync(new PatchEnvelope(1, 2, "[]"u8.ToArray()));
        Assert.Contains("\"version\":2,\"ops\":[]", (await _client.NextAsync()).ToString(), StringComparison.Ordinal);
        Assert.Equal(1, _gateway.Roots.Count);
    }

    [Fact]
    public async Task Join_LeftWhileItIsTriedAgain_IsNotMounted()
    {
        _root.OnMount = static _ => throw new SiloUnavailableException("down");
        await _client.PushAsync("1", _root.Topic, "phx_join", _root.JoinPayload, "1");
        await _root.MountedAsync();

        await _client.PushAsync("1", _root.Topic, "phx_leave", null, "2");
        await ExpectAsync(Sent.Ok("1", "2", _root.Topic));
        await ExpectAsync(Sent.Close("1", _root.Topic));
        await _gateway.Clock.PassDelayAsync(LongestRetry);

        Assert.Equal(TerminateReason.Left, (await _root.UnmountedAsync()).Reason);
        Assert.False(_root.HasMount);
    }

    [Fact]
    public async Task Join_AnswerThatDoesNotComeInTime_RepliesUnavailableAndIsNotTriedAgain()
    {
        _root.OnMount = static _ => throw new TimeoutException("slow");

        Assert.Equal("unavailable", (await _client.Channel(_root.Topic).JoinAsync(_root.JoinPayload)).Reason);

        await _root.MountedAsync();
        Assert.False(_root.HasMount);
    }

    [Fact]
    public async Task Join_FailsAsOnlyABugDoes_RepliesJoinCrashedAndLogsAnError()
    {
        _gateway.Log.Allow(static line => line.EventId == 26);
        _root.OnMount = static _ => throw new InvalidOperationException("secret");

        Assert.Equal("join crashed", (await _client.Channel(_root.Topic).JoinAsync(_root.JoinPayload)).Reason);
    }

    [Fact]
    public async Task Join_InProgress_BlocksNoOtherChannel()
    {
        var slow = new RootScript();
        var answer = new TaskCompletionSource<MountAnswer>();
        slow.OnMount = _ => answer.Task;
        var channel = _client.Channel(slow.Topic);
        await channel.SendJoinAsync(slow.JoinPayload);
        await slow.MountedAsync();

        var other = await _gateway.MountAsync(_client, _root);
        Assert.Equal("ok", (await other.AskAsync("command", new { name = "inc" })).Status);

        answer.SetResult(new MountAnswer(MountOutcome.Mounted, RootScript.Patch(0, 1)));
        Assert.Equal("ok", Reply.Of(await channel.NextAsync()).Status);
    }

    [Fact]
    public async Task Join_HandleJoinBlocksItsThread_BlocksNoOtherChannel()
    {
        using var gate = new SemaphoreSlim(0);
        _gateway.Socket.OnJoin = (_, socket) =>
        {
            gate.Wait();
            return SocketResult.Ok(socket);
        };
        await _client.Channel(_root.Topic).SendJoinAsync(_root.JoinPayload);

        await _client.HeartbeatAsync();

        gate.Release();
        await _root.MountedAsync();
    }

    [Fact]
    public async Task Command_DuringJoin_WaitsBehindIt()
    {
        var answer = new TaskCompletionSource<MountAnswer>();
        _root.OnMount = _ => answer.Task;
        await _client.PushAsync("1", _root.Topic, "phx_join", _root.JoinPayload, "1");
        await _client.PushAsync("1", _root.Topic, "command", new { name = "a" }, "2");
        await _client.PushAsync("1", _root.Topic, "command", new { name = "b" }, "3");
        await _client.HeartbeatAsync();
        Assert.False(_root.HasCommand);

        answer.SetResult(new MountAnswer(MountOutcome.Mounted, RootScript.Patch(0, 1)));

        await ExpectAsync(Sent.Mounted("1", "1", _root.Topic, _root));
        await ExpectAsync(Sent.Patch("1", _root.Topic, _root, 1, "0-1"));
        await ExpectAsync(Sent.Ok("1", "2", _root.Topic));
        await ExpectAsync(Sent.Ok("1", "3", _root.Topic));
        Assert.Equal(("a", "b"), ((await _root.CommandedAsync()).Name, (await _root.CommandedAsync()).Name));
    }

    [Fact]
    public async Task Join_SameTopicAgain_ReplacesTheOldChannel()
    {
        await _client.PushAsync("1", _root.Topic, "phx_join", _root.JoinPayload, "1");
        await ExpectAsync(Sent.Mounted("1", "1", _root.Topic, _root));
        await ExpectAsync(Sent.Patch("1", _root.Topic, _root, 1, "0-1"));
        var old = await _root.MountedAsync();

        await _client.PushAsync("2", _root.Topic, "phx_join", _root.JoinPayload, "2");

        await ExpectAsync(Sent.Mounted("2", "2", _root.Topic, _root));
        await ExpectAsync(Sent.Close("1", _root.Topic));
        await ExpectAsync(Sent.Patch("2", _root.Topic, _root, 1, "0-1"));
        Assert.Equal((old.MountId, TerminateReason.Replaced), await _root.UnmountedAsync());

        await _client.PushAsync("1", _root.Topic, "command", new { name = "stale" });
        await _client.PushAsync("1", _root.Topic, "phx_leave", null);
        await _client.PushAsync("2", _root.Topic, "command", new { name = "current" }, "5");
        await ExpectAsync(Sent.Ok("2", "5", _root.Topic));
        Assert.Equal("current", (await _root.CommandedAsync()).Name);
    }

    [Fact]
    public async Task Join_SameTopicAgainAndRefused_StillClosesTheOldChannelAfterTheReply()
    {
        await _client.PushAsync("1", _root.Topic, "phx_join", _root.JoinPayload, "1");
        await ExpectAsync(Sent.Mounted("1", "1", _root.Topic, _root));
        await ExpectAsync(Sent.Patch("1", _root.Topic, _root, 1, "0-1"));

        await _client.PushAsync("2", _root.Topic, "phx_join", new { }, "2");

        await ExpectAsync(Sent.Error("2", "2", _root.Topic, "missing required field"));
        await ExpectAsync(Sent.Close("1", _root.Topic));
    }

    [Fact]
    public async Task Join_SameTopicWhileTheFirstJoinRuns_GivesWayAtOnce()
    {
        var first = new TaskCompletionSource<MountAnswer>();
        _root.OnMount = _ => first.Task;
        await _client.PushAsync("1", _root.Topic, "phx_join", _root.JoinPayload, "1");
        var abandoned = await _root.MountedAsync();

        // The grain answers one call after the other, so the second mount waits for the first.
        await _client.PushAsync("2", _root.Topic, "phx_join", _root.JoinPayload, "2");
        await ExpectAsync(Sent.Close("1", _root.Topic));
        _root.OnMount = static _ => Task.FromResult(new MountAnswer(MountOutcome.Mounted, RootScript.Patch(0, 1)));
        first.SetResult(new MountAnswer(MountOutcome.Mounted, RootScript.Patch(0, 1)));

        await ExpectAsync(Sent.Mounted("2", "2", _root.Topic, _root));
        await ExpectAsync(Sent.Patch("2", _root.Topic, _root, 1, "0-1"));
        Assert.Equal(abandoned.MountId, (await _root.UnmountedAsync()).MountId);
    }

    [Fact]
    public async Task Join_RootMountedUnderAnotherTopic_RepliesAlreadyMounted()
    {
        await _gateway.MountAsync(_client, _root);

        var reply = await _client.Channel("musubi:connection:another").JoinAsync(_root.JoinPayload);

        Assert.Equal($$"""error {"reason":"already_mounted","root_id":"{{_root.RootId}}"}""", reply.ToString());
    }

    [Fact]
    public async Task Join_SameRootOnAnotherSocket_HasAGrainOfItsOwn()
    {
        await _gateway.MountAsync(_client, _root);
        await _gateway.MountAsync(_root);
    }

    [Fact]
    public async Task Join_MoreChannelsThanAllowed_RepliesTooManyUntilOneIsLeft()
    {
        var channels = new List<PhoenixChannel>();
        for (var i = 0; i < 3; i++)
        {
            channels.Add(await _gateway.MountAsync(_client, new RootScript()));
        }

        await _client.PushAsync("91", _root.Topic, "phx_join", _root.JoinPayload, "92");
        await ExpectAsync(Sent.Error("91", "92", _root.Topic, "too many channels joined"));

        await channels[1].LeaveAsync();
        await _gateway.MountAsync(_client, _root);
    }

    [Fact]
    public async Task Join_LeftWhileItRuns_CountsUntilItIsDone()
    {
        var answers = new TaskCompletionSource<SocketResult>();
        var socket = new Socket();
        _gateway.Socket.OnJoin = (_, _) => new ValueTask<SocketResult>(answers.Task);
        for (var i = 0; i < 3; i++)
        {
            await _client.PushAsync("1", _root.Topic, "phx_join", _root.JoinPayload, "1");
            await _client.PushAsync("1", _root.Topic, "phx_leave", null, "2");
            await ExpectAsync(Sent.Ok("1", "2", _root.Topic));
            await ExpectAsync(Sent.Close("1", _root.Topic));
        }

        Assert.Equal("too many channels joined", (await _client.Channel(_root.Topic).JoinAsync(_root.JoinPayload)).Reason);
        answers.SetResult(SocketResult.Ok(socket));
    }

    private async Task ExpectAsync(string frame) => Assert.Equal(frame, (await _client.NextAsync()).ToString());
}
