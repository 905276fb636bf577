using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Phoenix;

namespace Musubi.Integration.Tests;

/// <summary>A gateway that ends takes its files along; one that is killed leaves them to the next.</summary>
public sealed class UploadLossTests
{
    [Fact]
    public async Task Stop_InTheMiddleOfAFile_LeavesNothing()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync();
        await SendHalfAFileAsync(server, client);

        Assert.Equal(0, await server.Gateway.StopAsync(TestContext.Current.CancellationToken));

        Assert.Empty(server.Uploads.Entries);
    }

    [Fact]
    public async Task Kill_InTheMiddleOfAFile_LeavesItToTheSweepOfTheNextGateway()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync();
        await SendHalfAFileAsync(server, client);

        await server.Gateway.KillAsync();
        Assert.Single(server.Uploads.Files);

        // Rather than to wait so long until it counts as silent.
        server.Uploads.Age(TimeSpan.FromMinutes(2));
        await server.RestartGatewayAsync();

        await server.Uploads.UntilNoFilesAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<SharedFolderServer> StartAsync()
    {
        var server = new SharedFolderServer("--Musubi:Gateway:UploadKeepAliveInterval=00:00:10", "--Musubi:Gateway:UploadOrphanTimeout=00:01:00");
        server.Log.Allow(ServerErrors.SiloLost);
        await server.InitializeAsync();
        return server;
    }

    private static async Task SendHalfAFileAsync(SharedFolderServer server, PhoenixClient client)
    {
        var root = await MountedRoot.MountAsync(client, Modules.ChannelUpload, "u");
        var upload = await Uploading.JoinAsync(client, await Uploading.AnnounceAsync(root, 10));
        Assert.Equal("ok", (await upload.AskAsync("chunk", new byte[5])).Status);
        Assert.Single(server.Uploads.Files);
    }
}
