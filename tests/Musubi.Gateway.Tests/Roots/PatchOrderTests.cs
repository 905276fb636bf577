using Musubi.Gateway.Tests.Scripted;
using Musubi.TestKit.Phoenix;

namespace Musubi.Gateway.Tests.Roots;

/// <summary>However pushes come, or do not, the client gets versions one after the other.</summary>
public sealed class PatchOrderTests(TestSilo silo) : IAsyncLifetime
{
    private static readonly TimeSpan PastRepair = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PastSync = TimeSpan.FromSeconds(23);

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
    public async Task Push_InOrder_IsDelivered()
    {
        await _root.PushAsync(RootScript.Patch(1, 2));
        await _root.PushAsync(RootScript.Patch(2, 3));

        await ExpectPatchAsync(2, "1-2");
        await ExpectPatchAsync(3, "2-3");
    }

    [Fact]
    public async Task Push_OutOfOrder_WaitsForTheOneBefore()
    {
        await _root.PushAsync(RootScript.Patch(3, 4));
        await _root.PushAsync(RootScript.Patch(2, 3));
        await _root.PushAsync(RootScript.Patch(1, 2));

        await ExpectPatchAsync(2, "1-2");
        await ExpectPatchAsync(3, "2-3");
        await ExpectPatchAsync(4, "3-4");
    }

    [Fact]
    public async Task Push_WithTheCrashThatFollowed_IsDeliveredBeforeIt()
    {
        await _root.PushAsync(RootScript.Patch(1, 2), null);

        await ExpectPatchAsync(2, "1-2");
        Assert.Equal("phx_error", (await _client.NextAsync()).Event);
    }

    [Fact]
    public async Task Push_OfManyRoots_ReachesEach()
    {
        var roots = new List<(RootScript Root, PhoenixChannel Channel)>();
        for (var i = 0; i < 130; i++)
        {
            var root = new RootScript();
            roots.Add((root, (await _gateway.MountAsync(root)).Channel));
        }

        await RootScript.PushAsync([.. roots.Select(static root => root.Root)], RootScript.Patch(1, 2));

        foreach (var (_, channel) in roots)
        {
            await channel.ExpectAsync("patch");
        }
    }

    [Fact]
    public async Task Push_Twice_IsDeliveredOnce()
    {
        await _root.PushAsync(RootScript.Patch(1, 2));
        await _root.PushAsync(RootScript.Patch(1, 2));
        await _root.PushAsync(RootScript.Patch(2, 3));

        await ExpectPatchAsync(2, "1-2");
        await ExpectPatchAsync(3, "2-3");
    }

    [Fact]
    public async Task Push_Lost_IsFetched()
    {
        _root.OnSync = static _ => Task.FromResult(RootScript.Missed(RootScript.Patch(1, 2), RootScript.Patch(2, 3)));
        await _root.PushAsync(RootScript.Patch(2, 3));

        _gateway.Clock.Advance(PastRepair);

        Assert.Equal(1, await _root.SyncedAsync());
        await ExpectPatchAsync(2, "1-2");
        await ExpectPatchAsync(3, "2-3");
    }

    [Fact]
    public async Task Push_LostAndForgottenByTheGrain_IsRepairedByTheWholeRoot()
    {
        _root.OnSync = static _ => Task.FromResult(RootScript.Missed(RootScript.Patch(1, 40)));
        await _root.PushAsync(RootScript.Patch(39, 40));

        _gateway.Clock.Advance(PastRepair);
        await ExpectPatchAsync(2, "1-40");

        await _root.PushAsync(RootScript.Patch(40, 41));
        await ExpectPatchAsync(3, "40-41");
    }

    [Fact]
    public async Task Push_LostAndTheLast_IsFetchedByTheNextSync()
    {
        _root.OnSync = static _ => Task.FromResult(RootScript.Missed(RootScript.Patch(1, 2)));

        _gateway.Clock.Advance(PastSync);

        await ExpectPatchAsync(2, "1-2");
    }

    [Fact]
    public async Task Push_WhileASyncRuns_MakesItsAnswerPartlyOldAndAsksAgain()
    {
        var answer = new TaskCompletionSource<SyncAnswer>();
        _root.OnSync = _ => answer.Task;
        _gateway.Clock.Advance(PastSync);
        await _root.SyncedAsync();
        await _root.PushAsync(RootScript.Patch(1, 2));
        await ExpectPatchAsync(2, "1-2");

        // A whole root from a version that is no longer the client's cannot be delivered.
        _root.OnSync = static _ => Task.FromResult(RootScript.Missed(RootScript.Patch(2, 9)));
        answer.SetResult(RootScript.Missed(RootScript.Patch(1, 9)));
        await CommandAsync();
        _gateway.Clock.Advance(PastRepair);

        Assert.Equal(2, await _root.SyncedAsync());
        await ExpectPatchAsync(3, "2-9");
    }

    [Fact]
    public async Task Push_BeforeTheMountsAnswer_FollowsTheFirstPatch()
    {
        var root = new RootScript();
        var answer = new TaskCompletionSource<MountAnswer>();
        root.OnMount = _ => answer.Task;
        await _client.PushAsync("20", root.Topic, "phx_join", root.JoinPayload, "20");
        await root.MountedAsync();
        await root.PushAsync(RootScript.Patch(1, 2));
        await CommandAsync();

        answer.SetResult(new MountAnswer(MountOutcome.Mounted, RootScript.Patch(0, 1)));

        Assert.Equal(Sent.Mounted("20", "20", root.Topic, root), (await _client.NextAsync()).ToString());
        Assert.Equal(Sent.Patch("20", root.Topic, root, 1, "0-1"), (await _client.NextAsync()).ToString());
        Assert.Equal(Sent.Patch("20", root.Topic, root, 2, "1-2"), (await _client.NextAsync()).ToString());
    }

    [Fact]
    public async Task Push_OvertakingACommandsAnswer_ComesAfterReplyAndPatch()
    {
        var answer = new TaskCompletionSource<CommandAnswer>();
        _root.OnCommand = _ => answer.Task;
        await _client.PushAsync(_joinRef, _root.Topic, "command", new { name = "inc" }, "50");
        await _root.CommandedAsync();
        await _root.PushAsync(RootScript.Patch(2, 3));

        answer.SetResult(new CommandAnswer(CommandOutcome.Handled, default, RootScript.Patch(1, 2)));

        Assert.Equal(Sent.Ok(_joinRef, "50", _root.Topic), (await _client.NextAsync()).ToString());
        await ExpectPatchAsync(2, "1-2");
        await ExpectPatchAsync(3, "2-3");
    }

    [Fact]
    public async Task Push_OvertakingTheAnswerOfACommandThatChangedNothing_ComesAfterItsReply()
    {
        var answer = new TaskCompletionSource<CommandAnswer>();
        _root.OnCommand = _ => answer.Task;
        await _client.PushAsync(_joinRef, _root.Topic, "command", new { name = "load" }, "50");
        await _root.CommandedAsync();
        await _root.PushAsync(RootScript.Patch(2, 3));

        answer.SetResult(new CommandAnswer(CommandOutcome.Handled, default, new PatchEnvelope(1, 2, default)));

        Assert.Equal(Sent.Ok(_joinRef, "50", _root.Topic), (await _client.NextAsync()).ToString());
        await ExpectPatchAsync(2, "2-3");
    }

    [Fact]
    public async Task Repair_WhileACommandRuns_WaitsForItsReply()
    {
        var answer = new TaskCompletionSource<CommandAnswer>();
        _root.OnCommand = _ => answer.Task;
        _root.OnSync = static _ => Task.FromResult(RootScript.Missed(RootScript.Patch(1, 2), RootScript.Patch(2, 3)));
        await _client.PushAsync(_joinRef, _root.Topic, "command", new { name = "inc" }, "50");
        await _root.CommandedAsync();
        await _root.PushAsync(RootScript.Patch(2, 3));
        _gateway.Clock.Advance(PastRepair);

        // The answer's own patch is what got lost; had the sync run before, it would have come before its reply.
        answer.SetResult(new CommandAnswer(CommandOutcome.Handled));

        Assert.Equal(Sent.Ok(_joinRef, "50", _root.Topic), (await _client.NextAsync()).ToString());
        await ExpectPatchAsync(2, "1-2");
        await ExpectPatchAsync(3, "2-3");
    }

    [Fact]
    public async Task Sync_NotMounted_ErrsTheChannel()
    {
        _root.OnSync = static _ => Task.FromResult(new SyncAnswer(Mounted: false, []));

        _gateway.Clock.Advance(PastSync);

        Assert.Equal(Sent.Crash(_joinRef, _root.Topic), (await _client.NextAsync()).ToString());
    }

    [Fact]
    public async Task Sync_SiloUnavailable_KeepsThePageAndTriesAgain()
    {
        var failed = new TaskCompletionSource();
        _root.OnSync = _ =>
        {
            failed.TrySetResult();
            throw new SiloUnavailableException("down");
        };
        _gateway.Clock.Advance(PastSync);
        await _root.SyncedAsync();
        await failed.Task;

        // A command waits for the sync, so its reply tells that the failure has been taken in.
        await CommandAsync();
        _root.OnSync = static _ => Task.FromResult(RootScript.Missed(RootScript.Patch(1, 2)));
        _gateway.Clock.Advance(PastRepair);

        await ExpectPatchAsync(2, "1-2");
    }

    [Fact]
    public async Task Sync_SiloUnavailableForLong_IsTriedMoreAndMoreSeldom()
    {
        _root.OnSync = static _ => throw new SiloUnavailableException("down");
        _gateway.Clock.Advance(PastSync);
        var waits = new List<TimeSpan>();

        for (var i = 0; i < 6; i++)
        {
            await _root.SyncedAsync();
            await CommandAsync();
            var began = _gateway.Clock.GetUtcNow();
            while (!_root.HasSync)
            {
                _gateway.Clock.Advance(TimeSpan.FromMilliseconds(500));
                await CommandAsync();
            }

            waits.Add(_gateway.Clock.GetUtcNow() - began);
        }

        Assert.Equal(waits[..4].Order(), waits[..4]);
        Assert.All(waits[4..], static wait => Assert.InRange(wait, TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(9.5)));
    }

    [Fact]
    public async Task Sync_Interval_AsksAgainAndAgain()
    {
        for (var i = 0; i < 3; i++)
        {
            _gateway.Clock.Advance(PastSync);
            await _root.SyncedAsync();
            await CommandAsync();
        }
    }

    private async Task CommandAsync()
    {
        await _client.PushAsync(_joinRef, _root.Topic, "command", new { name = "inc" }, "wait");
        await _client.TakeAsync(static frame => frame.Ref == "wait", "the reply");
    }

    private async Task ExpectPatchAsync(long version, string content) =>
        Assert.Equal(Sent.Patch(_joinRef, _root.Topic, _root, version, content), (await _client.NextAsync()).ToString());
}
