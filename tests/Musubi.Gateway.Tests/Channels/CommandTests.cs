using System.Net.WebSockets;
using System.Text;
using Musubi.Gateway.Tests.Scripted;
using Musubi.TestKit.Phoenix;

namespace Musubi.Gateway.Tests.Channels;

/// <summary>docs/wire.md, section 4.</summary>
public sealed class CommandTests(TestSilo silo) : IAsyncLifetime
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly RootScript _root = new();
    private TestGateway _gateway = null!;
    private PhoenixClient _client = null!;
    private string? _joinRef;

    public async ValueTask InitializeAsync()
    {
        _gateway = await TestGateway.StartAsync(silo, static options => options.MaxPendingCommands = 4);
        (_client, var channel) = await _gateway.MountAsync(_root);
        _joinRef = channel.JoinRef;
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Command_Handled_RepliesThenSendsThePatch()
    {
        _root.OnCommand = static _ => Task.FromResult(new CommandAnswer(CommandOutcome.Handled, """{"n":1}"""u8.ToArray(), RootScript.Patch(1, 2)));

        await CommandAsync("""{"store_id":["lines","line-2"],"name":"rename","payload":{"a": 1}}""");

        await ExpectAsync(Sent.Ok(_joinRef, "50", _root.Topic, """{"n":1}"""));
        await ExpectAsync(Sent.Patch(_joinRef, _root.Topic, _root, 2, "1-2"));
        var command = await _root.CommandedAsync();
        Assert.Equal((StoreId.Of("lines", "line-2"), "rename", 1L), (command.StoreId, command.Name, command.Delivered));
        Assert.Equal("""{"a": 1}""", Encoding.UTF8.GetString(command.Payload.Span));
    }

    [Fact]
    public async Task Command_NothingReturnedOrChanged_RepliesAnEmptyObject()
    {
        await CommandAsync("""{"name":"inc"}""");

        await ExpectAsync(Sent.Ok(_joinRef, "50", _root.Topic));
        var command = await _root.CommandedAsync();
        Assert.Equal((StoreId.Root, "{}"), (command.StoreId, Encoding.UTF8.GetString(command.Payload.Span)));
    }

    [Fact]
    public async Task Command_WithoutJoinRef_IsAccepted()
    {
        await _client.SendAsync($$"""[null,"50","{{_root.Topic}}","command",{"name":"inc"}]""");

        await ExpectAsync(Sent.Ok(_joinRef, "50", _root.Topic));
    }

    [Theory]
    [InlineData("{}", "missing required field")]
    [InlineData("""{"name":"","store_id":1}""", "missing required field")]
    [InlineData("""{"name":5}""", "missing required field")]
    [InlineData("[]", "missing required field")]
    [InlineData("null", "missing required field")]
    [InlineData("""{"name":"inc","store_id":null}""", "unknown store")]
    [InlineData("""{"name":"inc","store_id":["a",1]}""", "unknown store")]
    [InlineData("""{"name":"inc","store_id":"a"}""", "unknown store")]
    public async Task Command_WrongPayload_RepliesTheReasonAndTheRootLivesOn(string payload, string reason)
    {
        await CommandAsync(payload);
        await ExpectAsync(Sent.Error(_joinRef, "50", _root.Topic, reason));

        await CommandAsync("""{"name":"inc"}""");
        await ExpectAsync(Sent.Ok(_joinRef, "50", _root.Topic));
    }

    [Theory]
    [InlineData(CommandOutcome.UnknownStore, "unknown store")]
    [InlineData(CommandOutcome.UnknownCommand, "unknown command")]
    public async Task Command_RefusedByTheGrain_RepliesTheReason(CommandOutcome outcome, string reason)
    {
        _root.OnCommand = _ => Task.FromResult(new CommandAnswer(outcome));

        await CommandAsync("""{"name":"inc"}""");

        await ExpectAsync(Sent.Error(_joinRef, "50", _root.Topic, reason));
    }

    [Theory]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("[1]")]
    public async Task Command_PayloadThatIsNoObject_ReachesTheGrainAsItIs(string payload)
    {
        await CommandAsync($$"""{"name":"inc","payload":{{payload}}}""");

        Assert.Equal(payload, Encoding.UTF8.GetString((await _root.CommandedAsync()).Payload.Span));
    }

    [Theory]
    [InlineData(CommandOutcome.Crashed)]
    [InlineData(CommandOutcome.NotMounted)]
    public async Task Command_RootGone_ErrsTheChannelWithoutAReply(CommandOutcome outcome)
    {
        _root.OnCommand = _ => Task.FromResult(new CommandAnswer(outcome));

        await CommandAsync("""{"name":"inc"}""");

        await ExpectAsync(Sent.Crash(_joinRef!, _root.Topic));
        await CommandAsync("""{"name":"inc"}""");
        await ExpectAsync(Sent.Error(null, "50", _root.Topic, "unmatched topic"));
        await _gateway.MountAsync(_client, _root);
    }

    [Fact]
    public async Task Root_CrashesByItself_ErrsTheChannel()
    {
        await _root.CrashAsync();

        await ExpectAsync(Sent.Crash(_joinRef!, _root.Topic));
    }

    [Fact]
    public async Task Command_CrashWithOthersWaiting_AnswersNone()
    {
        var first = new TaskCompletionSource<CommandAnswer>();
        _root.OnCommand = _ => first.Task;
        await CommandAsync("""{"name":"a"}""");
        await CommandAsync("""{"name":"b"}""");
        await _root.CommandedAsync();

        first.SetResult(new CommandAnswer(CommandOutcome.Crashed));

        await ExpectAsync(Sent.Crash(_joinRef!, _root.Topic));
        await _client.HeartbeatAsync();
        Assert.False(_root.HasCommand);
    }

    [Theory]
    [InlineData(true, "timeout")]
    [InlineData(false, "unavailable")]
    public async Task Command_NoAnswer_RepliesSoAndSyncs(bool timeout, string reason)
    {
        _root.OnCommand = _ => throw (timeout ? new TimeoutException("secret") : new SiloUnavailableException("secret"));
        _root.OnSync = static _ => Task.FromResult(RootScript.Missed(RootScript.Patch(1, 2)));

        await CommandAsync("""{"name":"inc"}""");
        await (timeout ? Task.CompletedTask : PassRetriesAsync());

        await ExpectAsync(Sent.Error(_joinRef, "50", _root.Topic, reason));
        await ExpectAsync(Sent.Patch(_joinRef, _root.Topic, _root, 2, "1-2"));
        Assert.Equal(1, await _root.SyncedAsync());
    }

    [Fact]
    public async Task Command_NoAnswerAndTheRootIsGone_ErrsTheChannel()
    {
        _root.OnCommand = static _ => throw new SiloUnavailableException("down");
        _root.OnSync = static _ => Task.FromResult(new SyncAnswer(Mounted: false, []));

        await CommandAsync("""{"name":"inc"}""");
        await PassRetriesAsync();

        await ExpectAsync(Sent.Error(_joinRef, "50", _root.Topic, "unavailable"));
        await ExpectAsync(Sent.Crash(_joinRef!, _root.Topic));
    }

    [Fact]
    public async Task Command_SiloStops_IsAskedAgainUnderTheSameNumber()
    {
        var stopping = 3;
        _root.OnCommand = _ => stopping-- > 0 ? throw new SiloUnavailableException("down") : Task.FromResult(new CommandAnswer(CommandOutcome.Handled, Patch: RootScript.Patch(1, 2)));

        await CommandAsync("""{"name":"inc"}""");
        await CommandAsync("""{"name":"dec"}""", "51");
        for (var retry = 0; retry < 3; retry++)
        {
            await _gateway.Clock.PassDelayAsync(Longest);
        }

        await ExpectAsync(Sent.Ok(_joinRef, "50", _root.Topic));
        await ExpectAsync(Sent.Patch(_joinRef, _root.Topic, _root, 2, "1-2"));
        await ExpectAsync(Sent.Ok(_joinRef, "51", _root.Topic));
        for (var asked = 0; asked < 4; asked++)
        {
            Assert.Equal(("inc", 1L), await CommandedAsync());
        }

        Assert.Equal(("dec", 2L), await CommandedAsync());
    }

    [Fact]
    public async Task Command_SiloIsLostWithTheRoot_RepliesUnavailableAndErrsTheChannel()
    {
        var asked = 0;
        _root.OnCommand = _ => asked++ == 0 ? throw new SiloUnavailableException("down") : Task.FromResult(new CommandAnswer(CommandOutcome.NotMounted));
        _root.OnSync = static _ => Task.FromResult(new SyncAnswer(Mounted: false, []));

        await CommandAsync("""{"name":"inc"}""");
        await _gateway.Clock.PassDelayAsync(Longest);

        await ExpectAsync(Sent.Error(_joinRef, "50", _root.Topic, "unavailable"));
        await ExpectAsync(Sent.Crash(_joinRef!, _root.Topic));
    }

    [Fact]
    public async Task Command_FailsAsOnlyABugDoes_RepliesUnavailableAndLogsAnError()
    {
        _gateway.Log.Allow(static line => line.EventId == 26);
        _root.OnCommand = static _ => throw new InvalidOperationException("secret");

        await CommandAsync("""{"name":"inc"}""");

        await ExpectAsync(Sent.Error(_joinRef, "50", _root.Topic, "unavailable"));
    }

    [Fact]
    public async Task Command_Many_RunOneAfterTheOtherInOrder()
    {
        var names = Enumerable.Range(0, 50).Select(static i => $"c{i}").ToArray();
        var running = 0;
        _root.OnCommand = async _ =>
        {
            Assert.Equal(1, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return new CommandAnswer(CommandOutcome.Handled);
        };

        foreach (var name in names)
        {
            await CommandAsync($$"""{"name":"{{name}}"}""", name);
        }

        foreach (var name in names)
        {
            await ExpectAsync(Sent.Ok(_joinRef, name, _root.Topic));
            Assert.Equal(name, (await _root.CommandedAsync()).Name);
        }
    }

    [Fact]
    public async Task Command_MoreWaitingThanAllowed_HoldsThatSocketOnlyAndLosesNothing()
    {
        var first = new TaskCompletionSource<CommandAnswer>();
        _root.OnCommand = _ => first.Task;
        for (var i = 0; i < 20; i++)
        {
            await CommandAsync("""{"name":"a"}""", $"r{i}");
        }

        await _client.PushAsync(null, "phoenix", "heartbeat", null, "late");
        var (other, channel) = await _gateway.MountAsync(new RootScript());
        Assert.Equal("ok", (await channel.AskAsync("command", new { name = "inc" })).Status);
        await other.HeartbeatAsync();
        Assert.False(_client.Has(static _ => true));

        first.SetResult(new CommandAnswer(CommandOutcome.Handled));
        for (var i = 0; i < 20; i++)
        {
            var @ref = $"r{i}";
            await _client.TakeAsync(frame => frame.Ref == @ref, "its reply");
        }

        await _client.TakeAsync(static frame => frame.Ref == "late", "the heartbeat's reply");
    }

    [Fact]
    public async Task Command_OnTheOtherRootOfASocket_WaitsForNothing()
    {
        var never = new TaskCompletionSource<CommandAnswer>();
        _root.OnCommand = _ => never.Task;
        await CommandAsync("""{"name":"hang"}""");
        var channel = await _gateway.MountAsync(_client, new RootScript());

        Assert.Equal("ok", (await channel.AskAsync("command", new { name = "inc" })).Status);

        never.SetResult(new CommandAnswer(CommandOutcome.Handled));
    }

    [Fact]
    public async Task Event_UnknownToTheChannel_RepliesUnknownEvent()
    {
        await _client.PushAsync(_joinRef, _root.Topic, "mount", new { }, "50");

        await ExpectAsync(Sent.Error(_joinRef, "50", _root.Topic, "unknown event"));
    }

    [Fact]
    public async Task Command_InABinaryFrame_IsReadLikeText()
    {
        await SendBinaryAsync("""{"name":"inc"}"""u8.ToArray());

        await ExpectAsync(Sent.Ok(_joinRef, "50", _root.Topic));
    }

    [Fact]
    public async Task Command_InABinaryFrameThatIsNoJson_HasNoFields()
    {
        await SendBinaryAsync([0xff, 0x00]);

        await ExpectAsync(Sent.Error(_joinRef, "50", _root.Topic, "missing required field"));
    }

    private Task SendBinaryAsync(byte[] payload) =>
        _client.SendAsync(FrameCodec.WriteBinary(_joinRef!, "50", _root.Topic, "command", payload), WebSocketMessageType.Binary);

    private async Task<(string Name, long Number)> CommandedAsync()
    {
        var command = await _root.CommandedAsync();
        return (command.Name, command.Number);
    }

    // Until the gateway gives up: each delay begins when the call before it has failed.
    private async Task PassRetriesAsync()
    {
        var until = _gateway.Clock.GetUtcNow() + TimeSpan.FromSeconds(19);
        while (_gateway.Clock.GetUtcNow() < until)
        {
            await _gateway.Clock.PassDelayAsync(Longest);
        }
    }

    private Task CommandAsync(string payload, string @ref = "50") =>
        _client.SendAsync($$"""["{{_joinRef}}","{{@ref}}","{{_root.Topic}}","command",{{payload}}]""");

    private async Task ExpectAsync(string frame) => Assert.Equal(frame, (await _client.NextAsync()).ToString());
}
