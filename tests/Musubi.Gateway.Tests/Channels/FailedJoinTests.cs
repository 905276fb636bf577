using Musubi.Gateway.Tests.Scripted;
using Musubi.TestKit.Phoenix;

namespace Musubi.Gateway.Tests.Channels;

/// <summary>A client whose joins fail again and again. Source: docs/limits.md, <c>MaxFailedJoins</c>.</summary>
public sealed class FailedJoinTests(TestSilo silo) : IAsyncLifetime
{
    private const int Allowed = 60;
    private static readonly TimeSpan ToTheNext = TimeSpan.FromMinutes(1) / Allowed;

    private TestGateway _gateway = null!;
    private PhoenixClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await TestGateway.StartAsync(silo, static options => options.MaxFailedJoins = Allowed);
        _client = await _gateway.ConnectAsync();
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Joins_ThatCrash_AreTriedNoMoreOftenThanAllowed()
    {
        await FailAsync(Allowed);
        var next = new RootScript { OnMount = Crash };

        var reply = _client.Channel(next.Topic).JoinAsync(next.JoinPayload);
        await PassAsync();

        Assert.Equal("error", (await reply).Status);
        await next.MountedAsync();
    }

    [Fact]
    public async Task Join_BehindManyThatFailed_WaitsAndItsSocketGoesOn()
    {
        var other = new RootScript();
        var channel = await _gateway.MountAsync(_client, other);
        await FailAsync(Allowed);
        var next = new RootScript();

        var reply = _client.Channel(next.Topic).JoinAsync(next.JoinPayload);
        Assert.Equal("ok", (await channel.AskAsync("command", new { name = "inc" })).Status);
        await _client.HeartbeatAsync();
        Assert.False(next.HasMount);
        await PassAsync();

        Assert.Equal("ok", (await reply).Status);
    }

    [Fact]
    public async Task Join_WhoseClientWentWhileItWaited_IsNotTried()
    {
        await FailAsync(Allowed);
        var next = new RootScript();
        var channel = _client.Channel(next.Topic);
        await channel.SendJoinAsync(next.JoinPayload);
        await _gateway.Clock.WaitedForAsync(ToTheNext);
        await channel.LeaveAsync();

        _gateway.Clock.Advance(ToTheNext);
        await _gateway.MountAsync(_client, next);

        Assert.False(next.HasMount);
    }

    [Fact]
    public async Task Joins_ThatHandleJoinRefuses_CountToo()
    {
        _gateway.Socket.OnJoin = static (_, _) => SocketResult.Error(DenialReason.Forbidden);
        for (var i = 0; i < Allowed; i++)
        {
            var refused = new RootScript();
            Assert.Equal("error", (await _client.Channel(refused.Topic).JoinAsync(refused.JoinPayload)).Status);
        }

        _gateway.Socket.OnJoin = static (_, socket) => SocketResult.Ok(socket);
        var next = new RootScript();
        var reply = _client.Channel(next.Topic).JoinAsync(next.JoinPayload);
        await _client.HeartbeatAsync();
        Assert.False(next.HasMount);
        await PassAsync();

        Assert.Equal("ok", (await reply).Status);
    }

    [Fact]
    public async Task Joins_ThatFailOnOneSocket_SlowNoOther()
    {
        await FailAsync(Allowed);

        await _gateway.MountAsync(new RootScript());
    }

    private static Task<MountAnswer> Crash(MountRequest request) => Task.FromResult(new MountAnswer(MountOutcome.Crashed, null));

    private async Task FailAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var root = new RootScript { OnMount = Crash };
            Assert.Equal("error", (await _client.Channel(root.Topic).JoinAsync(root.JoinPayload)).Status);
        }
    }

    private Task PassAsync() => _gateway.Clock.PassDelayAsync(atMost: ToTheNext, atLeast: ToTheNext);
}
