using Musubi.Gateway.Tests.Scripted;
using Musubi.TestKit.Phoenix;

namespace Musubi.Gateway.Tests.Roots;

/// <summary>What a client causes at one root reaches its grain in that order, however quickly it comes.</summary>
public sealed class CallOrderTests(TestSilo silo) : IAsyncLifetime
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
    public async Task Join_AfterALeaveDuringTheMount_AsksWhenTheFirstIsUnmounted()
    {
        var first = new TaskCompletionSource<MountAnswer>();
        _root.OnMount = _ => first.Task;
        await SendAsync("1", "phx_join");
        var mount = await _root.MountedAsync();

        await SendAsync("1", "phx_leave");
        await SendAsync("3", "phx_join");
        await _client.HeartbeatAsync();
        Assert.False(_root.HasMount);
        first.SetResult(new MountAnswer(MountOutcome.Mounted, RootScript.Patch(0, 1)));

        Assert.Equal((mount.MountId, TerminateReason.Left), await _root.UnmountedAsync());
        Assert.True((await _root.MountedAsync()).MountId > mount.MountId);
    }

    [Fact]
    public async Task Join_ManyTimesDuringTheFirstMount_AsksForTheLastAlone()
    {
        var first = new TaskCompletionSource<MountAnswer>();
        _root.OnMount = _ => first.Task;
        await SendAsync("1", "phx_join");
        await _root.MountedAsync();

        for (var join = 2; join <= 9; join++)
        {
            await SendAsync($"{join}", "phx_join");
        }

        await _client.HeartbeatAsync();
        _root.OnMount = static _ => Task.FromResult(new MountAnswer(MountOutcome.Mounted, RootScript.Patch(0, 1)));
        first.SetResult(new MountAnswer(MountOutcome.Mounted, RootScript.Patch(0, 1)));

        await _client.TakeAsync(frame => frame is { JoinRef: "9", Event: "phx_reply" }, "the reply to the last join");
        await _root.MountedAsync();
        Assert.False(_root.HasMount);
        await _root.UnmountedAsync();
        Assert.False(_root.HasUnmount);
    }

    [Fact]
    public async Task Join_AgainWhileACommandRuns_AsksWhenThatIsAnsweredAndTheRootUnmounted()
    {
        var command = new TaskCompletionSource<CommandAnswer>();
        _root.OnCommand = _ => command.Task;
        await SendAsync("1", "phx_join");
        var mount = await _root.MountedAsync();
        await _client.TakeAsync(static frame => frame.Event == "patch", "the first patch");
        await _client.PushAsync("1", _root.Topic, "command", new { name = "slow" }, "2");
        await _root.CommandedAsync();

        await SendAsync("3", "phx_join");
        await _client.HeartbeatAsync();
        Assert.False(_root.HasMount);
        Assert.False(_root.HasUnmount);
        command.SetResult(new CommandAnswer(CommandOutcome.Handled));

        Assert.Equal((mount.MountId, TerminateReason.Replaced), await _root.UnmountedAsync());
        await _root.MountedAsync();
    }

    [Fact]
    public async Task Join_AfterALeave_AsksWhenTheUnmountIsAnswered()
    {
        await SendAsync("1", "phx_join");
        await _root.MountedAsync();
        var unmounting = new TaskCompletionSource();
        _root.OnUnmount = () => unmounting.Task;

        await SendAsync("1", "phx_leave");
        await _root.UnmountedAsync();
        await SendAsync("3", "phx_join");
        await _client.HeartbeatAsync();
        Assert.False(_root.HasMount);
        unmounting.SetResult();

        await _root.MountedAsync();
    }

    [Fact]
    public async Task Join_OfOtherRoots_DoesNotWait()
    {
        var other = new RootScript();
        var first = new TaskCompletionSource<MountAnswer>();
        _root.OnMount = _ => first.Task;
        await SendAsync("1", "phx_join");
        await _root.MountedAsync();
        await SendAsync("1", "phx_leave");

        await _client.PushAsync("3", other.Topic, "phx_join", other.JoinPayload, "3");

        await other.MountedAsync();
        first.SetResult(new MountAnswer(MountOutcome.Mounted, RootScript.Patch(0, 1)));
    }

    private Task<string> SendAsync(string joinRef, string @event) =>
        _client.PushAsync(joinRef, _root.Topic, @event, @event == "phx_join" ? _root.JoinPayload : null, joinRef);
}
