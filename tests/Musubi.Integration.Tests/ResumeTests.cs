using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Network;
using Musubi.TestKit.Phoenix;

namespace Musubi.Integration.Tests;

/// <summary>Roots that outlive their sockets. Source: docs/resume.md.</summary>
public abstract class ResumeTests<TServer>(TServer server) : ServerTest<TServer>(server)
    where TServer : TestServer
{
    [Fact]
    public async Task Join_ThatAsks_IsGivenATokenAndTheVersionsOfTheRoot()
    {
        await using var client = await ConnectAsync();
        var root = new ResumableRoot(Modules.Durable, NewId());

        Assert.Null(await root.JoinAsync(client));
        await root.PatchAsync();

        Assert.InRange(root.Token!.Length, 22, 100);
        Assert.Equal((1L, 0), (root.Version, (int)root.State["n"]!));
    }

    [Fact]
    public async Task Resume_SocketCut_HasTheSameRootAndOnlyWhatWasMissed()
    {
        await using var link = new BreakableLink(Server.Address);
        await using var dropped = await ConnectAsync(link);
        var topic = NewId();
        var root = new ResumableRoot(Modules.Topic, topic);
        await root.JoinAsync(dropped, new { topic });
        await root.PatchAsync();
        link.Break();
        await dropped.EndAsync();
        await PublishAsync(topic, "while away", "and again");

        await using var client = await ConnectAsync();
        Assert.True(await root.JoinAsync(client, new { topic }));
        await root.UntilAsync(static state => (int)state["count"]! == 2);

        Assert.Equal("and again", (string?)root.State["last"]);
        await client.HeartbeatAsync();
        Assert.False(client.Has(static frame => frame.Event == "patch"));
    }

    [Fact]
    public async Task Resume_NothingMissed_SendsNoPatch()
    {
        await using var client = await ConnectAsync();
        var root = await MountedAsync(client, Modules.Durable);
        client.Abort();
        await using var next = await ConnectAsync();

        Assert.True(await root.JoinAsync(next));

        await next.HeartbeatAsync();
        Assert.False(next.Has(static frame => frame.Event == "patch"));
        Assert.Equal("ok {\"n\":1}", (await root.CommandAsync(1, 0, "add", new { by = 1 })).ToString());
        await root.PatchAsync();
        Assert.Equal(1, (int)root.State["n"]!);
    }

    [Fact]
    public async Task Resume_OnTheSameSocket_AsPhoenixJoinsAgain_HasTheSameRoot()
    {
        await using var client = await ConnectAsync();
        var root = await MountedAsync(client, Modules.Durable);
        await root.CommandAsync(1, 0, "add", new { by = 2 });
        await root.PatchAsync();

        Assert.True(await root.JoinAsync(client));

        Assert.Equal("ok {\"n\":4}", (await root.CommandAsync(2, 1, "add", new { by = 2 })).ToString());
    }

    [Fact]
    public async Task Resume_StreamItemsAndEventsWereMissed_ComesWithAllOfThemOnceAndInOrder()
    {
        await using var client = await ConnectAsync();
        var root = await MountedAsync(client, Modules.Stream);
        await root.CommandAsync(1, 0, "insert", new { id = "a", at = -1, limit = (int?)null });
        await root.PatchAsync();
        foreach (var (cid, id) in (IEnumerable<(int, string)>)[(2, "b"), (3, "c"), (4, "d")])
        {
            // Answered and sent, and never taken: as if lost in the socket.
            Assert.Equal("ok", (await root.CommandAsync(cid, cid - 1, "insert", new { id, at = -1, limit = (int?)null })).Status);
        }

        client.Abort();
        await using var next = await ConnectAsync();
        Assert.True(await root.JoinAsync(next));
        while (root.StreamOps.Count < 4)
        {
            await root.PatchAsync();
        }

        Assert.Equal(["a", "b", "c", "d"], root.StreamOps.Select(static op => (string?)op["item"]!["id"]));
    }

    [Fact]
    public async Task Resume_PageLoadedAnew_HasTheWholeStateFromVersionZero()
    {
        await using var client = await ConnectAsync();
        var root = await MountedAsync(client, Modules.Durable);
        await root.CommandAsync(1, 0, "add", new { by = 5 });
        client.Abort();
        root.Forget();

        await using var next = await ConnectAsync();
        Assert.True(await root.JoinAsync(next));
        var whole = await root.PatchAsync();

        Assert.Equal((0, 5), ((int)whole["base_version"]!, (int)root.State["n"]!));
    }

    [Fact]
    public async Task Command_SentAgainAfterAResume_IsAnsweredAgainAndRunsOnce()
    {
        await using var client = await ConnectAsync();
        var root = await MountedAsync(client, Modules.Durable);
        var first = await root.CommandAsync(1, 0, "add", new { by = 1 });
        client.Abort();
        await using var next = await ConnectAsync();
        await root.JoinAsync(next);

        var again = await root.CommandAsync(1, 0, "add", new { by = 1 });
        var second = await root.CommandAsync(2, 1, "add", new { by = 1 });

        Assert.Equal((first.ToString(), "ok {\"n\":2}"), (again.ToString(), second.ToString()));
        await root.UntilAsync(static state => (int)state["n"]! == 2);
        Assert.Equal(2, (int)root.State["log_length"]!);
    }

    [Fact]
    public async Task Command_InFlightWhenTheSocketDropped_IsAnsweredAfterTheResume()
    {
        await using var client = await ConnectAsync();
        var root = await MountedAsync(client, Modules.Crash);
        await root.SendAsync(1, 0, "hang", new { ms = 300 });
        await client.HeartbeatAsync();
        client.Abort();

        await using var next = await ConnectAsync();
        Assert.True(await root.JoinAsync(next));

        Assert.Equal("ok {}", (await root.CommandAsync(1, 0, "hang", new { ms = 300 })).ToString());
    }

    [Fact]
    public async Task Command_NumberThatWasAcknowledgedOrLeftOut_IsStale()
    {
        await using var client = await ConnectAsync();
        var root = await MountedAsync(client, Modules.Durable);
        await root.CommandAsync(1, 0, "add", new { by = 1 });
        await root.CommandAsync(3, 1, "add", new { by = 1 });

        Assert.Equal("error {\"reason\":\"stale\"}", (await root.CommandAsync(1, 1, "add", new { by = 1 })).ToString());
        Assert.Equal("error {\"reason\":\"stale\"}", (await root.CommandAsync(2, 1, "add", new { by = 1 })).ToString());
        Assert.Equal("ok {\"n\":3}", (await root.CommandAsync(4, 3, "add", new { by = 1 })).ToString());
    }

    [Fact]
    public async Task Command_MoreAnswersThanTheRootKeeps_IsBusyUntilSomeAreAcknowledged()
    {
        await using var client = await ConnectAsync();
        var root = await MountedAsync(client, Modules.Durable);
        for (var cid = 1; cid <= 64; cid++)
        {
            Assert.Equal("ok", (await root.CommandAsync(cid, 0, "add", new { by = 1 })).Status);
        }

        Assert.Equal("error {\"reason\":\"busy\"}", (await root.CommandAsync(65, 0, "add", new { by = 1 })).ToString());
        Assert.Equal("ok {\"n\":1}", (await root.CommandAsync(1, 0, "add", new { by = 1 })).ToString());
        Assert.Equal("ok {\"n\":65}", (await root.CommandAsync(65, 10, "add", new { by = 1 })).ToString());
    }

    [Fact]
    public async Task Command_ThatCrashesItsRoot_IsNotRunAgain()
    {
        Server.Log.Allow(static line => line.Message.Contains("crashed its root", StringComparison.Ordinal));
        await using var client = await ConnectAsync();
        var root = await MountedAsync(client, Modules.Crash);
        await root.SendAsync(1, 0, "throw");
        await root.Channel.ExpectAsync("phx_error");

        Assert.False(await root.JoinAsync(client));

        await root.PatchAsync();
        Assert.Equal(0, (int)root.State["n"]!);
    }

    [Fact]
    public async Task Resume_TwoSocketsWithOneToken_TheLaterHasTheRootAndTheEarlierIsTold()
    {
        await using var first = await ConnectAsync();
        await using var second = await ConnectAsync();
        var root = await MountedAsync(first, Modules.Durable);
        await root.CommandAsync(1, 0, "add", new { by = 7 });
        await root.PatchAsync();
        var (copy, stale) = (new ResumableRoot(Modules.Durable, IdOf(root)) { Token = root.Token }, root.Token);

        Assert.True(await copy.JoinAsync(second));
        await copy.PatchAsync();

        var closed = await root.Channel.ExpectAsync("phx_close");
        Assert.Equal("taken_over", (string?)closed.Payload!["reason"]);
        Assert.Equal(7, (int)copy.State["n"]!);

        // It begins anew, and its stale token takes nothing back.
        Assert.False(await root.JoinAsync(first, token: stale));
        await root.PatchAsync();
        Assert.Equal(0, (int)root.State["n"]!);
        Assert.Equal("ok {\"n\":8}", (await copy.CommandAsync(2, 1, "add", new { by = 1 })).ToString());
    }

    [Fact]
    public async Task Resume_TheReplyWasLost_TheTokenBeforeIsStillGood()
    {
        await using var client = await ConnectAsync();
        var root = await MountedAsync(client, Modules.Durable);
        await root.CommandAsync(1, 0, "add", new { by = 3 });
        await root.PatchAsync();
        var before = root.Token;
        client.Abort();
        await using var lost = await ConnectAsync();
        await root.JoinAsync(lost);
        lost.Abort();

        await using var next = await UntilDetachedAsync(root, before!);

        Assert.Equal("ok {\"n\":4}", (await root.CommandAsync(2, 1, "add", new { by = 1 })).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Resume_TokenOfNobody_MountsAnew(string token)
    {
        await using var client = await ConnectAsync();
        var root = new ResumableRoot(Modules.Durable, NewId());

        Assert.NotEqual(true, await root.JoinAsync(client, token: token));

        await root.PatchAsync();
        Assert.Equal((1L, 0), (root.Version, (int)root.State["n"]!));
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("other secret")]
    [InlineData("other root")]
    [InlineData("other subject")]
    public async Task Resume_TokenThatIsNotGood_ReachesNothingAndLeavesTheRoot(string how)
    {
        await using var client = await ConnectAsync();
        var root = await MountedAsync(client, Modules.Durable);
        await root.CommandAsync(1, 0, "add", new { by = 9 });
        await root.PatchAsync();
        var token = root.Token!;
        client.Abort();

        await using var other = how == "other subject" ? await ConnectAsync("eve") : await ConnectAsync();
        var thief = new ResumableRoot(Modules.Durable, how == "other root" ? NewId() : IdOf(root));
        Assert.NotEqual(true, await thief.JoinAsync(other, token: how switch
        {
            "truncated" => token[..^1],
            "other secret" => token[..23] + new string('A', 22),
            _ => token,
        }));
        await thief.PatchAsync();
        Assert.Equal(0, (int)thief.State["n"]!);

        await using var next = await ConnectAsync();
        Assert.True(await root.JoinAsync(next));
        Assert.Equal("ok {\"n\":10}", (await root.CommandAsync(2, 1, "add", new { by = 1 })).ToString());
    }

    [Fact]
    public async Task Leave_EndsTheRootAtOnce()
    {
        await using var client = await ConnectAsync();
        var root = await MountedAsync(client, Modules.Durable);
        await root.Channel.LeaveAsync();

        Assert.False(await root.JoinAsync(client));
    }

    [Fact]
    public async Task Resume_HandleJoinRunsAgain_AndMayRefuse()
    {
        await using var client = await ConnectAsync();
        var root = await MountedAsync(client, Modules.Durable);
        client.Abort();
        await using var next = await ConnectAsync();

        var denied = await next.Channel(root.Channel.Topic).JoinAsync(new { module = Modules.Durable, id = IdOf(root), @params = new { deny = "forbidden" }, resume = root.Token, version = 1 });

        Assert.Equal("error {\"reason\":\"forbidden\"}", denied.ToString());
        Assert.True(await root.JoinAsync(next));
    }

    [Fact]
    public async Task Page_OfAnUnmodifiedClient_ComesBackToItsState()
    {
        var page = ("page", NewId() + NewId());
        await using var client = await ConnectAsync(page);
        var id = NewId();
        var root = await MountedRoot.MountAsync(client, Modules.Durable, id);
        await root.CommandAsync("add", new { by = 4 });
        await root.PatchAsync();
        client.Abort();

        await using var next = await ConnectAsync(page);
        var back = await MountedRoot.MountAsync(next, Modules.Durable, id);

        Assert.Equal(4, (int)back.State["n"]!);
        Assert.Equal("ok {\"n\":5}", (await back.CommandAsync("add", new { by = 1 })).ToString());
        await back.PatchAsync();
    }

    [Fact]
    public async Task Page_OfAnotherSubject_ReachesNothing()
    {
        var page = ("page", NewId() + NewId());
        await using var client = await ConnectAsync(page);
        var id = NewId();
        var root = await MountedRoot.MountAsync(client, Modules.Durable, id);
        await root.CommandAsync("add", new { by = 4 });
        await root.PatchAsync();
        client.Abort();

        await using var eve = await ConnectAsync("eve", page);
        var other = await MountedRoot.MountAsync(eve, Modules.Durable, id);

        Assert.Equal(0, (int)other.State["n"]!);
    }

    [Fact]
    public async Task Join_WithoutAsking_IsAsEver()
    {
        await using var client = await ConnectAsync();
        var id = NewId();
        var reply = await client.Channel(MountedRoot.TopicOf(Modules.Durable, id)).JoinAsync(new { module = Modules.Durable, id });

        Assert.Equal($$"""ok {"root_id":"{{Modules.Durable}}:{{id}}"}""", reply.ToString());
    }

    private static string NewId() => Guid.NewGuid().ToString("N");

    private static string IdOf(ResumableRoot root) => root.Channel.Topic[(root.Channel.Topic.LastIndexOf(':') + 1)..];

    private static async Task<ResumableRoot> MountedAsync(PhoenixClient client, string module)
    {
        var root = new ResumableRoot(module, NewId());
        await root.JoinAsync(client);
        await root.PatchAsync();
        return root;
    }

    // The server may hear of the cut later than of the new socket; until then the older token is another's.
    private async Task<PhoenixClient> UntilDetachedAsync(ResumableRoot root, string token)
    {
        while (true)
        {
            var client = await ConnectAsync();
            if (await root.JoinAsync(client, token: token) == true)
            {
                return client;
            }

            await client.DisposeAsync();
        }
    }

    private static Task<PhoenixClient> ConnectAsync(BreakableLink link) => PhoenixClient.ConnectAsync(link.Address, CancellationToken, ("current_user", "ada"));

    private Task<PhoenixClient> ConnectAsync(params (string, string)[] more) => ConnectAsync("ada", more);

    private Task<PhoenixClient> ConnectAsync(string user, params (string, string)[] more) => PhoenixClient.ConnectAsync(Server.Address, CancellationToken, [("current_user", user), .. more]);

    private async Task PublishAsync(string topic, params string[] texts)
    {
        await using var client = await ConnectAsync();
        var publisher = await MountedRoot.MountAsync(client, Modules.Topic, NewId(), new { topic = NewId() });
        foreach (var text in texts)
        {
            await publisher.CommandAsync("publish", new { topic, text });
        }
    }
}

/// <summary>Gateway and silo in one process.</summary>
public sealed class CoHostedResumeTests(CoHostedServer server) : ResumeTests<CoHostedServer>(server), IClassFixture<CoHostedServer>;

/// <summary>Gateway and silo apart.</summary>
public sealed class SplitResumeTests(SplitServer server) : ResumeTests<SplitServer>(server), IClassFixture<SplitServer>;
