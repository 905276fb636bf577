using System.Text;
using Musubi.Gateway.Tests.Scripted;

namespace Musubi.Gateway.Tests.Sockets;

public sealed class SlowReaderTests(TestSilo silo) : IAsyncLifetime
{
    // More than the kernel's buffers for one connection hold.
    private const int Flood = 400;

    private readonly RootScript _root = new();
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(silo, static options =>
    {
        options.MaxOutgoingBytes = 256 * 1024;
        options.SlowReaderTimeout = TimeSpan.FromSeconds(10);
    });

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Reader_ThatTakesNothing_IsCutAndOthersGoOn()
    {
        // What a full outbox refused is sent again when there is room, so there is always more than the kernel's buffers hold.
        _root.OnSync = static delivered => Task.FromResult(RootScript.Missed(
            [.. Enumerable.Range(0, 20).Select(i => Large(delivered + i, delivered + i + 1, 1_000_000))]));
        var other = new RootScript();
        var (client, channel) = await _gateway.MountAsync(other);
        using var slow = await FloodAsync();

        var unmounted = _root.UnmountedAsync();
        while (!unmounted.IsCompleted)
        {
            // Again and again, because the kernel's buffers may have been filling up to here; and it is a heart that beats.
            await client.HeartbeatAsync();
            _gateway.Clock.Advance(TimeSpan.FromSeconds(11));
        }

        Assert.Equal(TerminateReason.Disconnected, (await unmounted).Reason);
        Assert.Equal("ok", (await channel.AskAsync("command", new { name = "inc" })).Status);
        await other.PushAsync(RootScript.Patch(1, 2));
        await channel.ExpectAsync("patch");
    }

    [Fact]
    public async Task Reader_ThatComesBackInTime_GetsEveryVersion()
    {
        var refusedFrom = 0L;
        _root.OnSync = delivered =>
        {
            refusedFrom = delivered;
            return Task.FromResult(RootScript.Missed(Large(delivered, Flood + 1)));
        };
        using var slow = await FloodAsync();

        // All that was sent before the outbox was full, then the whole root in place of the rest.
        var version = 0L;
        while (version == 0 || refusedFrom == 0 || version <= refusedFrom)
        {
            var text = await ReadMessageAsync(slow);
            if (text.Contains("\"patch\"", StringComparison.Ordinal))
            {
                Assert.Contains($$""""base_version":{{version}},"version":{{version + 1}},"""", text, StringComparison.Ordinal);
                version++;
            }
        }

        Assert.InRange(refusedFrom, 2, Flood);
    }

    [Fact]
    public async Task Patch_LargerThanTheLimit_StillArrives()
    {
        _root.OnMount = static _ => Task.FromResult(new MountAnswer(MountOutcome.Mounted, Large(0, 1, 2_000_000)));
        var client = await _gateway.ConnectAsync();

        await client.Channel(_root.Topic).JoinAsync(_root.JoinPayload);

        var patch = await client.NextAsync();
        Assert.Equal(2_000_000, ((string)patch.Payload!["ops"]![0]!).Length);
    }

    private static PatchEnvelope Large(long baseVersion, long version, int bytes = 50_000) =>
        new(baseVersion, version, Encoding.UTF8.GetBytes($"[\"{new string('x', bytes)}\"]"));

    // Mounts the root for a client that then reads nothing, and pushes until the last push has been handled.
    private async Task<RawClient> FloodAsync()
    {
        var client = await RawClient.ConnectAsync(_gateway.Address);
        await client.SendAsync($$"""["1","1","{{_root.Topic}}","phx_join",{"module":"{{TestRoot.Module}}","id":"{{_root.Id}}"}]""");
        await _root.MountedAsync();
        for (var version = 1; version <= Flood; version++)
        {
            await _root.PushAsync(Large(version, version + 1));
        }

        var last = new RootScript();
        var (marker, channel) = await _gateway.MountAsync(last);
        await last.PushAsync(RootScript.Patch(1, 2));
        await channel.ExpectAsync("patch");
        await marker.DisposeAsync();
        return client;
    }

    private static async Task<string> ReadMessageAsync(RawClient client)
    {
        var message = new MemoryStream();
        bool final;
        do
        {
            var (_, payload, last) = await client.ReadPieceAsync();
            message.Write(payload);
            final = last;
        }
        while (!final);
        return Encoding.UTF8.GetString(message.ToArray());
    }
}
