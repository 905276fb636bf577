using Musubi.Gateway.Tests.Scripted;
using Musubi.TestKit.Phoenix;

namespace Musubi.Gateway.Tests.Roots;

/// <summary>Calls to roots that are not answered for long are made once more, and the first answer counts.</summary>
public sealed class RepeatTests(TestSilo silo) : IAsyncLifetime
{
    // The default, and two sweeps: one that finds the call, one that finds it late.
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(3);

    private readonly RootScript _root = new();
    private readonly TaskCompletionSource<CommandAnswer> _lost = new();
    private TestGateway _gateway = null!;
    private PhoenixClient _client = null!;
    private string _joinRef = "";

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(silo);

    public ValueTask DisposeAsync()
    {
        _lost.TrySetCanceled();
        return _gateway.DisposeAsync();
    }

    [Fact]
    public async Task Command_NotAnswered_IsAskedOnceMoreUnderItsNumberAndTheFirstAnswerCounts()
    {
        await MountAsync();
        _root.OnCommand = _ => _lost.Task;
        await CommandAsync("add", "50");
        var first = await _root.CommandedAsync();

        _root.OnCommand = static _ => Task.FromResult(new CommandAnswer(CommandOutcome.Handled, "7"u8.ToArray(), RootScript.Patch(1, 2)));
        _gateway.Clock.Pass(AskAgainAfter);

        Assert.Equal((first.MountId, first.Number, first.Name), await CommandedAsync());
        await ExpectAsync(Sent.Ok(_joinRef, "50", _root.Topic, "7"));
        await ExpectAsync(Sent.Patch(_joinRef, _root.Topic, _root, 2, "1-2"));

        // The silo goes on, and its answer is nobody's any more.
        _lost.SetResult(new CommandAnswer(CommandOutcome.NotMounted));
        await CommandAsync("next", "51");
        await ExpectAsync(Sent.Ok(_joinRef, "51", _root.Topic, "7"));
        Assert.Equal((first.MountId, first.Number + 1, "next"), await CommandedAsync());
    }

    [Fact]
    public async Task Command_OfASlowHandler_IsAnsweredByTheTryThatWasFirst()
    {
        await MountAsync();
        var again = new TaskCompletionSource<CommandAnswer>();
        _root.OnCommand = _ => _lost.Task;
        await CommandAsync("slow", "50");
        var first = await _root.CommandedAsync();
        _root.OnCommand = _ => again.Task;
        _gateway.Clock.Pass(AskAgainAfter);
        Assert.Equal((first.MountId, first.Number, "slow"), await CommandedAsync());
        _gateway.Clock.Pass(AskAgainAfter);
        Assert.Equal((first.MountId, first.Number, "slow"), await CommandedAsync());

        _lost.SetResult(new CommandAnswer(CommandOutcome.Handled, "1"u8.ToArray(), RootScript.Patch(1, 2)));

        await ExpectAsync(Sent.Ok(_joinRef, "50", _root.Topic, "1"));
        await ExpectAsync(Sent.Patch(_joinRef, _root.Topic, _root, 2, "1-2"));
        again.SetResult(new CommandAnswer(CommandOutcome.Handled, "1"u8.ToArray(), RootScript.Patch(1, 2)));
        await _client.HeartbeatAsync();
        Assert.False(_client.Has(static _ => true));
    }

    [Fact]
    public async Task Command_WhoseRootWasLostMeanwhile_RepliesUnavailableAndErrsTheChannel()
    {
        await MountAsync();
        _root.OnCommand = _ => _lost.Task;
        await CommandAsync("add", "50");
        await _root.CommandedAsync();

        _root.OnCommand = static _ => Task.FromResult(new CommandAnswer(CommandOutcome.NotMounted));
        _root.OnSync = static _ => Task.FromResult(new SyncAnswer(Mounted: false, []));
        _gateway.Clock.Pass(AskAgainAfter);

        await ExpectAsync(Sent.Error(_joinRef, "50", _root.Topic, "unavailable"));
        await ExpectAsync(Sent.Crash(_joinRef, _root.Topic));
    }

    [Fact]
    public async Task Sync_NotAnswered_IsAskedOnceMoreAndHoldsNoCommandForLonger()
    {
        await MountAsync();
        var lost = new TaskCompletionSource<SyncAnswer>();
        _root.OnSync = _ => lost.Task;
        _gateway.Clock.Pass(TimeSpan.FromSeconds(23));
        await _root.SyncedAsync();
        await CommandAsync("add", "50");
        await _client.HeartbeatAsync();
        Assert.False(_root.HasCommand);

        _root.OnSync = static _ => Task.FromResult(new SyncAnswer(Mounted: true, []));
        _gateway.Clock.Pass(AskAgainAfter);

        await ExpectAsync(Sent.Ok(_joinRef, "50", _root.Topic));

        // The silo that was lost does not have the root any more, and says so too late.
        lost.SetResult(new SyncAnswer(Mounted: false, []));
        await CommandAsync("add", "51");
        await ExpectAsync(Sent.Ok(_joinRef, "51", _root.Topic));
    }

    [Fact]
    public async Task Join_NotAnsweredByAGrainThatHasNoSuchMount_IsPlacedByAnotherMount()
    {
        var lost = new TaskCompletionSource<MountAnswer>();
        _root.OnMount = _ => lost.Task;
        _root.OnSync = static _ => Task.FromResult(new SyncAnswer(Mounted: false, []));
        await JoinAsync();
        var first = await _root.MountedAsync();

        _root.OnMount = static _ => Task.FromResult(new MountAnswer(MountOutcome.Mounted, RootScript.Patch(0, 1)));
        _gateway.Clock.Pass(TimeSpan.FromSeconds(3));
        await _gateway.Clock.PassDelayAsync(TimeSpan.FromMilliseconds(100));

        await ExpectAsync(Sent.Mounted("1", "1", _root.Topic, _root));
        await ExpectAsync(Sent.Patch("1", _root.Topic, _root, 1, "0-1"));
        Assert.True((await _root.MountedAsync()).MountId > first.MountId);
        lost.SetCanceled(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Join_OfASlowMount_IsNotBegunAnew()
    {
        var mounting = new TaskCompletionSource<MountAnswer>();
        _root.OnMount = _ => mounting.Task;
        await JoinAsync();
        await _root.MountedAsync();

        for (var asked = 0; asked < 4; asked++)
        {
            await _gateway.Clock.PassDelayAsync(atMost: TimeSpan.FromSeconds(3), atLeast: TimeSpan.FromSeconds(3));
            await _root.SyncedAsync();
        }

        mounting.SetResult(new MountAnswer(MountOutcome.Mounted, RootScript.Patch(0, 1)));
        await ExpectAsync(Sent.Mounted("1", "1", _root.Topic, _root));
        Assert.False(_root.HasMount);
    }

    [Fact]
    public async Task Return_NotAnswered_IsAskedOnceMore()
    {
        var lost = new TaskCompletionSource<AttachAnswer>();
        _root.OnAttach = _ => lost.Task;
        await JoinAsync(resume: $"{new string('A', 22)}.{new string('A', 22)}");
        var first = await _root.AttachedAsync();

        _root.OnAttach = static _ => Task.FromResult(new AttachAnswer(AttachOutcome.Attached, 4, []));
        _gateway.Clock.Pass(TimeSpan.FromSeconds(3));
        await _gateway.Clock.PassDelayAsync(TimeSpan.FromMilliseconds(100));

        Assert.Contains("\"resumed\":true", (await _client.NextAsync()).ToString(), StringComparison.Ordinal);
        Assert.True((await _root.AttachedAsync()).MountId > first.MountId);
        lost.SetCanceled(TestContext.Current.CancellationToken);
    }

    private async Task MountAsync()
    {
        (_client, var channel) = await _gateway.MountAsync(_root);
        _joinRef = channel.JoinRef!;
    }

    private async Task JoinAsync(string? resume = null)
    {
        _client = await _gateway.ConnectAsync();
        await _client.PushAsync("1", _root.Topic, "phx_join", resume is null ? _root.JoinPayload : new { module = TestRoot.Module, id = _root.Id, resume, version = 4 }, "1");
    }

    private Task CommandAsync(string name, string @ref) =>
        _client.SendAsync($$"""["{{_joinRef}}","{{@ref}}","{{_root.Topic}}","command",{"name":"{{name}}"}]""");

    private async Task<(long MountId, long Number, string Name)> CommandedAsync()
    {
        var command = await _root.CommandedAsync();
        return (command.MountId, command.Number, command.Name);
    }

    private async Task ExpectAsync(string frame) => Assert.Equal(frame, (await _client.NextAsync()).ToString());
}
