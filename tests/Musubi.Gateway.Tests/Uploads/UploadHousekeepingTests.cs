using Musubi.Gateway.Tests.Scripted;

namespace Musubi.Gateway.Tests.Uploads;

public sealed class UploadHousekeepingTests(TestSilo silo)
{
    [Fact]
    public async Task Sweep_DeletesWhatADeadProcessLeft()
    {
        await using var gateway = await TestGateway.StartAsync(silo);
        Assert.Equal(0, await gateway.Uploads.SweptAsync());
        await using (var file = await gateway.Uploads.CreateAsync(new UploadFileId(new UploadOwner("dead", "connection", 1), "u_orphan"), TestContext.Current.CancellationToken))
        {
            await file.WriteAsync("orphan"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        gateway.Clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(1, await gateway.Uploads.SweptAsync());
        Assert.True(gateway.Uploads.IsGone);
    }

    [Fact]
    public async Task Sweep_LeavesTheFilesOfALivingProcess()
    {
        await using var gateway = await TestGateway.StartAsync(silo);
        var root = new RootScript();
        var (client, channel) = await gateway.MountAsync(root);
        var upload = await gateway.StartUploadAsync(client, channel, 1);
        await upload.AskAsync("chunk", new byte[1]);
        await gateway.Uploads.KeptAliveAsync();

        for (var minute = 0; minute < 11; minute++)
        {
            // A silent socket would be closed, and its files be gone for that.
            await client.HeartbeatAsync();
            gateway.Clock.Advance(TimeSpan.FromSeconds(30));
            await client.HeartbeatAsync();
            gateway.Clock.Advance(TimeSpan.FromSeconds(30));
            await gateway.Uploads.KeptAliveAsync();
        }

        for (var sweeps = 0; sweeps < 3; sweeps++)
        {
            Assert.Equal(0, await gateway.Uploads.SweptAsync());
        }

        Assert.Single(gateway.Uploads.Files);
    }

    [Fact]
    public async Task Housekeeping_ThatFails_IsTriedAgain()
    {
        await using var gateway = await TestGateway.StartAsync(silo);
        await gateway.Uploads.SweptAsync();
        gateway.Uploads.SweepFailure = new IOException("gone for a moment");
        gateway.Clock.Advance(TimeSpan.FromMinutes(5));
        await gateway.Uploads.SweptAsync();

        gateway.Uploads.SweepFailure = null;
        gateway.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(0, await gateway.Uploads.SweptAsync());
    }
}
