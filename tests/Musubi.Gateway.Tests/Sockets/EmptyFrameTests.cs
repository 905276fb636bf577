using Musubi.Gateway.Tests.Scripted;

namespace Musubi.Gateway.Tests.Sockets;

/// <summary>What a client sends below its messages. Source: docs/limits.md, <c>MaxEmptyFrames</c>; RFC 6455.</summary>
public sealed class EmptyFrameTests(TestSilo silo) : IAsyncLifetime
{
    private const int Allowed = 20;

    private const byte Ping = 0x89;
    private const byte Pong = 0x8A;
    private const byte Close = 0x88;
    private const byte Text = 0x81;
    private const byte FirstPiece = 0x01;
    private const byte NextPiece = 0x00;
    private const byte LastPiece = 0x80;
    private const int PongReceived = 0xA;

    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(silo, static options => options.MaxEmptyFrames = Allowed);

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData(Ping)]
    [InlineData(Pong)]
    public async Task ControlFrames_MoreThanAllowed_CloseWith1008(byte kind)
    {
        using var client = await RawClient.ConnectAsync(_gateway.Address);
        for (var i = 0; i <= Allowed; i++)
        {
            await client.SendFrameAsync(kind);
        }

        Assert.Equal(1008, await client.ReadUntilCloseAsync());
        Assert.Contains(_gateway.Log.Warnings, static line => line.Message.Contains("closed with 1008 over what its client sent: too many empty frames", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pings_AsManyAsAllowedInEachMinute_AreAnswered()
    {
        using var client = await RawClient.ConnectAsync(_gateway.Address);
        for (var minute = 0; minute < 3; minute++)
        {
            for (var i = 0; i < Allowed; i++)
            {
                await client.SendFrameAsync(Ping, length: 125);
                Assert.Equal(PongReceived, (await client.ReadFrameAsync()).Opcode);
            }

            await client.SendAsync("""[null,"1","phoenix","heartbeat",{}]""");
            Assert.Equal(1, (await client.ReadFrameAsync()).Opcode);
            _gateway.Clock.Advance(TimeSpan.FromSeconds(30));
            await client.SendAsync("""[null,"1","phoenix","heartbeat",{}]""");
            Assert.Equal(1, (await client.ReadFrameAsync()).Opcode);
            _gateway.Clock.Advance(TimeSpan.FromSeconds(30));
        }
    }

    [Fact]
    public async Task Pieces_EmptyAndMoreThanAllowed_CloseWith1008()
    {
        using var client = await RawClient.ConnectAsync(_gateway.Address);
        await client.SendFrameAsync(FirstPiece, length: 1);
        for (var i = 0; i < Allowed; i++)
        {
            await client.SendFrameAsync(NextPiece);
        }

        Assert.Equal(1008, await client.ReadUntilCloseAsync());
    }

    [Fact]
    public async Task Pieces_OfALargeMessage_AreNotCounted()
    {
        using var client = await RawClient.ConnectAsync(_gateway.Address);
        await client.SendFrameAsync(FirstPiece, length: 1024);
        for (var i = 0; i < 2 * Allowed; i++)
        {
            await client.SendFrameAsync(NextPiece, length: 1024);
        }

        await client.SendFrameAsync(LastPiece, length: 1);

        // It was read whole, and is no frame of ours.
        Assert.Equal(1007, await client.ReadUntilCloseAsync());
    }

    [Theory]
    [InlineData(Ping)]
    [InlineData(Pong)]
    [InlineData(Close)]
    [InlineData(Text)]
    public async Task Frame_NotMasked_ClosesWith1002(byte kind)
    {
        using var client = await RawClient.ConnectAsync(_gateway.Address);

        await client.SendFrameAsync(kind, length: 2, masked: false);

        Assert.Equal(1002, await client.ReadUntilCloseAsync());
    }

    [Fact]
    public async Task Flood_OfPings_EndsItsSocketAndItsRootAndNoOther()
    {
        var root = new RootScript();
        var (_, channel) = await _gateway.MountAsync(new RootScript());
        using var flooding = await RawClient.ConnectAsync(_gateway.Address);
        await flooding.SendAsync($$"""["1","1","{{root.Topic}}","phx_join",{"module":"{{TestRoot.Module}}","id":"{{root.Id}}"}]""");
        await root.MountedAsync();

        var frames = Enumerable.Repeat(RawClient.FrameOf(Ping, 0), 100_000).SelectMany(static frame => frame).ToArray();
        var sent = flooding.SendBytesAsync(frames);

        Assert.Equal(TerminateReason.Disconnected, (await root.UnmountedAsync()).Reason);
        Assert.Equal("ok", (await channel.AskAsync("command", new { name = "inc" })).Status);
        _gateway.Clock.Pass(TimeSpan.FromSeconds(6));
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await sent;
            await flooding.ReadUntilEndAsync();
        });
    }
}
