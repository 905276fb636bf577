using Musubi.Gateway.Tests.Scripted;
using Musubi.TestKit.Phoenix;

namespace Musubi.Gateway.Tests.Channels;

public sealed class LeaveTests(TestSilo silo) : IAsyncLifetime
{
    private readonly RootScript _root = new();
    private TestGateway _gateway = null!;
    private PhoenixClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await TestGateway.StartAsync(silo);
        _client = await _gateway.ConnectAsync();
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Leave_Joined_RepliesThenClosesAndUnmounts()
    {
        var mount = await JoinAsync();

        await _client.PushAsync("1", _root.Topic, "phx_leave", null, "2");

        await ExpectAsync(Sent.Ok("1", "2", _root.Topic));
        await ExpectAsync(Sent.Close("1", _root.Topic));
        Assert.Equal((mount.MountId, TerminateReason.Left), await _root.UnmountedAsync());

        await _client.PushAsync("1", _root.Topic, "command", new { name = "inc" }, "3");
        await ExpectAsync(Sent.Error(null, "3", _root.Topic, "unmatched topic"));
    }

    [Fact]
    public async Task Leave_WithCommandsUnderWay_RunsThemFirst()
    {
        await JoinAsync();
        var first = new TaskCompletionSource<CommandAnswer>();
        _root.OnCommand = command => command.Name == "a" ? first.Task : Task.FromResult(new CommandAnswer(CommandOutcome.Handled));
        await _client.PushAsync("1", _root.Topic, "command", new { name = "a" }, "2");
        await _client.PushAsync("1", _root.Topic, "command", new { name = "b" }, "3");
        await _client.PushAsync("1", _root.Topic, "phx_leave", null, "4");
        await _root.CommandedAsync();

        first.SetResult(new CommandAnswer(CommandOutcome.Handled));

        await ExpectAsync(Sent.Ok("1", "2", _root.Topic));
        await ExpectAsync(Sent.Ok("1", "3", _root.Topic));
        await ExpectAsync(Sent.Ok("1", "4", _root.Topic));
        await ExpectAsync(Sent.Close("1", _root.Topic));
    }

    [Fact]
    public async Task Join_WhileLeaving_CompletesTheLeaveAndMountsAnew()
    {
        await JoinAsync();
        var first = new TaskCompletionSource<CommandAnswer>();
        _root.OnCommand = _ => first.Task;
        await _client.PushAsync("1", _root.Topic, "command", new { name = "a" }, "2");
        await _client.PushAsync("1", _root.Topic, "phx_leave", null, "3");
        await _root.CommandedAsync();

        await _client.PushAsync("4", _root.Topic, "phx_join", _root.JoinPayload, "4");

        await ExpectAsync(Sent.Ok("1", "3", _root.Topic));
        await ExpectAsync(Sent.Close("1", _root.Topic));
        first.SetResult(new CommandAnswer(CommandOutcome.Handled));
        await ExpectAsync(Sent.Mounted("4", "4", _root.Topic, _root));
    }

    [Fact]
    public async Task Leave_DuringJoin_CallsItOffAndUnmountsWhatMountedAfterAll()
    {
        var answer = new TaskCompletionSource<MountAnswer>();
        _root.OnMount = _ => answer.Task;
        await _client.PushAsync("1", _root.Topic, "phx_join", _root.JoinPayload, "1");
        var mount = await _root.MountedAsync();

        await _client.PushAsync("1", _root.Topic, "phx_leave", null, "2");
        await ExpectAsync(Sent.Ok("1", "2", _root.Topic));
        await ExpectAsync(Sent.Close("1", _root.Topic));

        answer.SetResult(new MountAnswer(MountOutcome.Mounted, RootScript.Patch(0, 1)));
        Assert.Equal((mount.MountId, TerminateReason.Left), await _root.UnmountedAsync());
        await _client.HeartbeatAsync();
        Assert.False(_client.Has(static _ => true));
    }

    [Fact]
    public async Task Disconnect_UnmountsEveryRoot()
    {
        var mount = await JoinAsync();
        var other = new RootScript();
        await _gateway.MountAsync(_client, other);

        _client.Abort();

        Assert.Equal((mount.MountId, TerminateReason.Disconnected), await _root.UnmountedAsync());
        Assert.Equal(TerminateReason.Disconnected, (await other.UnmountedAsync()).Reason);
    }

    [Fact]
    public async Task Disconnect_WithCommandsWaiting_DropsThemAndUnmountsBehindTheOneThatRuns()
    {
        await JoinAsync();
        var first = new TaskCompletionSource<CommandAnswer>();
        _root.OnCommand = _ => first.Task;
        await _client.PushAsync("1", _root.Topic, "command", new { name = "a" });
        await _client.PushAsync("1", _root.Topic, "command", new { name = "b" });
        await _client.PushAsync("1", _root.Topic, "command", new { name = "c" });
        await _client.HeartbeatAsync();
        Assert.Equal("a", (await _root.CommandedAsync()).Name);

        Assert.True(_gateway.Sockets.TryDisconnect(_root.ConnectionId));
        first.SetResult(new CommandAnswer(CommandOutcome.Handled));

        Assert.Equal(TerminateReason.Disconnected, (await _root.UnmountedAsync()).Reason);
        Assert.False(_root.HasCommand);
    }

    [Fact]
    public async Task Disconnect_AfterALeave_StillRunsWhatWasSentBeforeIt()
    {
        await JoinAsync();
        var first = new TaskCompletionSource<CommandAnswer>();
        _root.OnCommand = _ => first.Task;
        await _client.PushAsync("1", _root.Topic, "command", new { name = "a" });
        await _client.PushAsync("1", _root.Topic, "command", new { name = "b" });
        await _client.PushAsync("1", _root.Topic, "phx_leave", null, "2");
        await _client.HeartbeatAsync();
        Assert.Equal("a", (await _root.CommandedAsync()).Name);

        Assert.True(_gateway.Sockets.TryDisconnect(_root.ConnectionId));
        first.SetResult(new CommandAnswer(CommandOutcome.Handled));

        Assert.Equal("b", (await _root.CommandedAsync()).Name);
        await _root.UnmountedAsync();
    }

    [Fact]
    public async Task Disconnect_DuringJoin_UnmountsWhatMountedAfterAll()
    {
        var answer = new TaskCompletionSource<MountAnswer>();
        _root.OnMount = _ => answer.Task;
        await _client.PushAsync("1", _root.Topic, "phx_join", _root.JoinPayload, "1");
        await _root.MountedAsync();

        await _client.CloseAsync();
        answer.SetResult(new MountAnswer(MountOutcome.Mounted, RootScript.Patch(0, 1)));

        Assert.Equal(TerminateReason.Disconnected, (await _root.UnmountedAsync()).Reason);
        Assert.Equal(0, _gateway.Roots.Count);
    }

    private async Task<MountRequest> JoinAsync()
    {
        await _client.PushAsync("1", _root.Topic, "phx_join", _root.JoinPayload, "1");
        await ExpectAsync(Sent.Mounted("1", "1", _root.Topic, _root));
        await ExpectAsync(Sent.Patch("1", _root.Topic, _root, 1, "0-1"));
        return await _root.MountedAsync();
    }

    private async Task ExpectAsync(string frame) => Assert.Equal(frame, (await _client.NextAsync()).ToString());
}
