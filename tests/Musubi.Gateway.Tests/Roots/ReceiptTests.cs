using Musubi.Gateway.Tests.Scripted;
using Musubi.TestKit.Phoenix;

namespace Musubi.Gateway.Tests.Roots;

/// <summary>What the gateway says of pushes: a root that is told that its client is behind is told when it is not.</summary>
public sealed class ReceiptTests(TestSilo silo) : IAsyncLifetime
{
    private static readonly TimeSpan PastRepair = TimeSpan.FromSeconds(1);

    private readonly RootScript _root = new();
    private TestGateway _gateway = null!;
    private PhoenixClient _client = null!;
    private string _joinRef = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await TestGateway.StartAsync(silo);
        (_client, var channel) = await _gateway.MountAsync(_root);
        _joinRef = channel.JoinRef!;
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Deliver_InOrder_IsAcknowledged() =>
        Assert.Null(await _root.DeliverAsync(RootScript.Patch(1, 2), RootScript.Patch(2, 3)));

    [Fact]
    public async Task Deliver_OutOfOrderInOneMessage_IsAcknowledged() =>
        Assert.Null(await _root.DeliverAsync(RootScript.Patch(2, 3), RootScript.Patch(1, 2)));

    [Fact]
    public async Task Deliver_ForARootThatHasGone_IsAcknowledged()
    {
        await _client.PushAsync(_joinRef, _root.Topic, "phx_leave", null, "9");
        await _root.UnmountedAsync();

        Assert.Null(await _root.DeliverAsync(RootScript.Patch(5, 6)));
    }

    [Fact]
    public async Task Deliver_OvertakingACommandsAnswer_IsBehindUntilThatIsThereAndSaysSoThen()
    {
        var answer = new TaskCompletionSource<CommandAnswer>();
        _root.OnCommand = _ => answer.Task;
        await _client.PushAsync(_joinRef, _root.Topic, "command", new { name = "inc" }, "50");
        await _root.CommandedAsync();
        Assert.Equal(1, await _root.DeliverAsync(RootScript.Patch(2, 3), RootScript.Patch(3, 4)));

        answer.SetResult(new CommandAnswer(CommandOutcome.Handled, default, RootScript.Patch(1, 2)));

        Assert.Equal(4, await _root.SyncedAsync());
    }

    [Fact]
    public async Task Deliver_OvertakingTheMountsAnswer_IsBehindUntilThatIsThereAndSaysSoThen()
    {
        var root = new RootScript();
        var answer = new TaskCompletionSource<MountAnswer>();
        root.OnMount = _ => answer.Task;
        await _client.PushAsync("20", root.Topic, "phx_join", root.JoinPayload, "20");
        await root.MountedAsync();
        Assert.Equal(0, await root.DeliverAsync(RootScript.Patch(1, 2)));

        answer.SetResult(new MountAnswer(MountOutcome.Mounted, RootScript.Patch(0, 1)));

        Assert.Equal(2, await root.SyncedAsync());
    }

    [Fact]
    public async Task Deliver_BehindALostOne_SaysSoWhenThatWasFetched()
    {
        _root.OnSync = static delivered => Task.FromResult(delivered == 1 ? RootScript.Missed(RootScript.Patch(1, 2), RootScript.Patch(2, 3)) : RootScript.Missed());
        Assert.Equal(1, await _root.DeliverAsync(RootScript.Patch(2, 3)));

        _gateway.Clock.Advance(PastRepair);

        Assert.Equal((1, 3), (await _root.SyncedAsync(), await _root.SyncedAsync()));
    }

    [Fact]
    public async Task Deliver_ManyBeforeACommandsAnswer_FollowItWithoutARepair()
    {
        var answer = new TaskCompletionSource<CommandAnswer>();
        _root.OnCommand = _ => answer.Task;
        await _client.PushAsync(_joinRef, _root.Topic, "command", new { name = "publish" }, "50");
        await _root.CommandedAsync();
        await _root.DeliverAsync([.. Enumerable.Range(2, 64).Select(static version => RootScript.Patch(version, version + 1))]);

        answer.SetResult(new CommandAnswer(CommandOutcome.Handled, default, RootScript.Patch(1, 2)));

        Assert.Equal(Sent.Ok(_joinRef, "50", _root.Topic), (await _client.NextAsync()).ToString());
        for (var version = 2; version <= 66; version++)
        {
            Assert.Equal(Sent.Patch(_joinRef, _root.Topic, _root, version, $"{version - 1}-{version}"), (await _client.NextAsync()).ToString());
        }
    }

    [Fact]
    public async Task AnyOrder_WithLossesAndRepeats_DeliversEachOnceInOrder()
    {
        const int Last = 200;
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        _root.OnSync = static delivered => Task.FromResult(RootScript.Missed(
            [.. Enumerable.Range((int)delivered, (int)Math.Min(10, Last - delivered)).Select(static version => RootScript.Patch(version, version + 1))]));
        var pushes = Enumerable.Range(1, Last - 1)
            .Where(_ => random.Next(10) > 0)
            .SelectMany(version => Enumerable.Repeat(version, random.Next(8) == 0 ? 2 : 1))
            .OrderBy(version => version + random.Next(12))
            .Append(Last - 1)
            .ToArray();
        foreach (var some in pushes.Chunk(7))
        {
            await _root.DeliverAsync([.. some.Select(static version => RootScript.Patch(version, version + 1))]);
            _gateway.Clock.Advance(TimeSpan.FromMilliseconds(random.Next(3) * 300));
        }

        for (var version = 2; version <= Last; version++)
        {
            while (!_client.Has(static frame => frame.Event == "patch"))
            {
                // A heartbeat keeps the socket, whose client is silent otherwise, and is answered behind what was sent before.
                _gateway.Clock.Advance(PastRepair);
                await _client.HeartbeatAsync();
            }

            var patch = (await _client.TakeAsync(static frame => frame.Event == "patch", "a patch")).ToString();
            Assert.True(patch == Sent.Patch(_joinRef, _root.Topic, _root, version, $"{version - 1}-{version}"), $"seed {seed}, version {version}: {patch}");
        }
    }
}
