using Musubi.Gateway.Tests.Scripted;
using Musubi.TestKit.Phoenix;

namespace Musubi.Gateway.Tests.Uploads;

/// <summary>A disk that is slower than its clients.</summary>
public sealed class UploadPaceTests(TestSilo silo) : IAsyncLifetime
{
    private readonly TaskCompletionSource _disk = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RootScript _root = new();
    private TestGateway _gateway = null!;
    private PhoenixClient _client = null!;
    private PhoenixChannel _channel = null!;
    private PhoenixChannel _upload = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await TestGateway.StartAsync(silo, static options => options.MaxChannelsPerSocket = 3);
        (_client, _channel) = await _gateway.MountAsync(_root);
        _upload = await _gateway.StartUploadAsync(_client, _channel, 100);
        _gateway.Uploads.OnWrite = () => _disk.Task;
    }

    public ValueTask DisposeAsync()
    {
        _disk.TrySetResult();
        return _gateway.DisposeAsync();
    }

    [Fact]
    public async Task SlowWrite_LetsTheOtherChannelsOn()
    {
        await PushAsync(3);
        await _gateway.Uploads.WritingAsync();

        Assert.Equal("ok", (await _channel.AskAsync("command", new { name = "inc" })).Status);
        await _client.HeartbeatAsync();
        Assert.False(_client.Has(frame => frame.Topic == _upload.Topic));
    }

    [Fact]
    public async Task SlowWrite_WithMoreChunksThanMayWait_HoldsTheSocket()
    {
        // One is being written, two wait, and with the fourth the socket is not read.
        var chunks = await PushAsync(4);
        await _gateway.Uploads.WritingAsync();
        var heartbeat = await _client.PushAsync(null, "phoenix", "heartbeat", null);
        var (other, channel) = await _gateway.MountAsync(new RootScript());
        await channel.AskAsync("command", new { name = "inc" });
        await other.HeartbeatAsync();
        Assert.False(_client.Has(frame => frame.Ref == heartbeat));

        _disk.SetResult();

        foreach (var chunk in chunks)
        {
            Assert.Equal(chunk, (await _upload.NextAsync()).Ref);
        }

        await _client.TakeAsync(frame => frame.Ref == heartbeat, "the reply to the heartbeat");
    }

    [Fact]
    public async Task SlowWrite_OfAHeldSocketThatTheServerEnds_LetsGoOfTheSocketAndThenOfTheFile()
    {
        await PushAsync(5);
        await _gateway.Uploads.WritingAsync();

        Assert.True(_gateway.Sockets.TryDisconnect(_root.ConnectionId));
        await _client.EndAsync();
        await _root.UnmountedAsync();
        Assert.Single(_gateway.Uploads.Files);

        _disk.SetResult();
        await _gateway.Uploads.EndedAsync();
        Assert.Empty(_gateway.Uploads.OnDisk);
    }

    [Fact]
    public async Task SlowWrite_OfAChannelThatIsClosed_CountsAmongTheChannels()
    {
        await PushAsync(1);
        await _gateway.Uploads.WritingAsync();
        await _channel.AskAsync("cancel_upload", new { name = "avatar", @ref = "u_0" });
        await _upload.ExpectAsync("phx_close");
        await _gateway.StartUploadAsync(_client, _channel, 100, "1");

        var third = _client.Channel("musubi_upload:u_2");
        Assert.Equal("too many channels joined", (await third.JoinAsync(new { token = "any" })).Reason);
    }

    private async Task<List<string>> PushAsync(int chunks)
    {
        List<string> refs = [];
        for (var i = 0; i < chunks; i++)
        {
            refs.Add(await _upload.PushAsync("chunk", new byte[10]));
        }

        return refs;
    }
}
