using System.Security.Cryptography;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Network;
using Musubi.TestKit.Phoenix;

namespace Musubi.Integration.Tests;

/// <summary>Files whose client loses its socket. Source: docs/uploads.md, "When the connection goes".</summary>
public abstract class UploadResumeTests<TServer>(TServer server) : ServerTest<TServer>(server)
    where TServer : TestServer, IUploadServer
{
    private const int Size = 20_000;
    private const int ChunkSize = 1024;

    [Fact]
    public async Task File_WhoseSocketIsCutAtRandomMoments_IsWholeWithEachByteOnce()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        var bytes = new byte[Size];
        random.NextBytes(bytes);
        await using var link = new BreakableLink(Server.Address);
        var root = new ResumableRoot(Modules.ChannelUpload, NewId());
        var client = await ConnectAsync(link);
        await root.JoinAsync(client);
        var entry = await Uploading.AnnounceAsync(root.Channel, Size);

        var cuts = 0;
        for (var sent = 0; sent < Size;)
        {
            var upload = await Uploading.GoOnAsync(client, entry);
            sent = upload.Offset;
            for (var chunks = cuts == 5 ? int.MaxValue : random.Next(1, 5); sent < Size && chunks > 0; chunks--)
            {
                var chunk = bytes.AsMemory(sent, Math.Min(ChunkSize, Size - sent));
                if (chunks == 1)
                {
                    // Whether it arrives is the network's secret.
                    await upload.Channel.PushAsync("chunk", chunk);
                }
                else
                {
                    Assert.Equal("ok", (await upload.Channel.AskAsync("chunk", chunk)).Status);
                    sent += chunk.Length;
                }
            }

            if (sent < Size)
            {
                cuts++;
                link.Break();
                await client.DisposeAsync();
                client = await ConnectAsync(link);
                Assert.True(await root.JoinAsync(client));
            }
        }

        var finished = await root.CommandAsync(1, 0, "finish");
        var file = Assert.Single(finished.Response!["files"]!.AsArray())!;
        Assert.Equal((Size, Convert.ToHexStringLower(SHA256.HashData(bytes))), ((int)file["size"]!, (string)file["sha256"]!));
        Assert.Equal(5, cuts);
        await client.DisposeAsync();
        await Server.Uploads.UntilNoFilesAsync(CancellationToken);
    }

    [Fact]
    public async Task File_ThatWasComplete_IsThereWhenItsClientIsBack()
    {
        await using var dropped = await Server.ConnectAsync();
        var root = new ResumableRoot(Modules.ChannelUpload, NewId());
        await root.JoinAsync(dropped);
        var upload = await Uploading.GoOnAsync(dropped, await Uploading.AnnounceAsync(root.Channel, 10));
        await upload.Channel.AskAsync("chunk", new byte[10]);
        dropped.Abort();
        await using var client = await Server.ConnectAsync();

        Assert.True(await root.JoinAsync(client));

        Assert.Single((await root.CommandAsync(1, 0, "finish")).Response!["files"]!.AsArray());
    }

    [Fact]
    public async Task File_OfAClientThatDoesNotAsk_Fails()
    {
        await using var dropped = await Server.ConnectAsync();
        var root = new ResumableRoot(Modules.ChannelUpload, NewId());
        await root.JoinAsync(dropped);
        var upload = await Uploading.JoinAsync(dropped, await Uploading.AnnounceAsync(root.Channel, 10));
        await upload.AskAsync("chunk", new byte[5]);
        dropped.Abort();
        await using var client = await Server.ConnectAsync();

        Assert.True(await root.JoinAsync(client));

        Assert.Equal("internal", (string?)(await Uploading.ErrorAsync(root))["code"]);
        await Server.Uploads.UntilNoFilesAsync(CancellationToken);
    }

    private static string NewId() => Guid.NewGuid().ToString("N");

    private static Task<PhoenixClient> ConnectAsync(BreakableLink link) => PhoenixClient.ConnectAsync(link.Address, CancellationToken, ("current_user", "ada"));
}

public sealed class UploadResumeCoHostedTests(UploadCoHostedServer server) : UploadResumeTests<UploadCoHostedServer>(server), IClassFixture<UploadCoHostedServer>;

public sealed class UploadResumeSharedFolderTests(SharedFolderServer server) : UploadResumeTests<SharedFolderServer>(server), IClassFixture<SharedFolderServer>;

/// <summary>A client that comes back to another gateway than the one that has its file.</summary>
public sealed class UploadElsewhereTests(TwoGatewaysServer server) : ServerTest<TwoGatewaysServer>(server), IClassFixture<TwoGatewaysServer>
{
    [Fact]
    public async Task File_WhoseClientComesBackToAnotherGateway_FailsAndFreesItsPlace()
    {
        await using var dropped = await PhoenixClient.ConnectAsync(Server.Address, CancellationToken, ("current_user", "ada"));
        var root = new ResumableRoot(Modules.ChannelUpload, Guid.NewGuid().ToString("N"));
        await root.JoinAsync(dropped);
        var entry = await Uploading.AnnounceAsync(root.Channel, 10);
        var upload = await Uploading.GoOnAsync(dropped, entry);
        await upload.Channel.AskAsync("chunk", new byte[5]);
        dropped.Abort();
        await using var client = await PhoenixClient.ConnectAsync(Server.SecondAddress, CancellationToken, ("current_user", "ada"));

        Assert.True(await root.JoinAsync(client));

        Assert.Equal("internal", (string?)(await Uploading.ErrorAsync(root))["code"]);
        var again = await client.Channel($"musubi_upload:{entry["entry_ref"]}").JoinAsync(new { token = (string)entry["token"]!, resume = true });
        Assert.Equal("unauthorized", again.Reason);
        Assert.Equal("ok", (await root.Channel.AskAsync("cancel_upload", new { store_id = Array.Empty<string>(), name = "avatar", @ref = (string)entry["entry_ref"]! })).Status);
        Assert.Equal(0, (await Uploading.GoOnAsync(client, await Uploading.AnnounceAsync(root.Channel, 10))).Offset);
    }
}
