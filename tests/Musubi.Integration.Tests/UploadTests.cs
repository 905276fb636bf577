using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Phoenix;

namespace Musubi.Integration.Tests;

/// <summary>Files over the gateway, from their announcement to the command that consumes them. Source: WIRE.md §6.</summary>
public abstract class UploadTests<TServer>(TServer server) : ServerTest<TServer>(server)
    where TServer : TestServer
{
    [Fact]
    public async Task File_InChunks_IsReadByTheCommandThatFollows()
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.ChannelUpload, "u");
        var file = RandomNumberGenerator.GetBytes(10_000);
        var entry = await AnnounceAsync(root, file.Length);
        var upload = await JoinAsync(client, entry);

        foreach (var chunk in file.Chunk(1024))
        {
            Assert.Equal("ok", (await upload.AskAsync("chunk", chunk)).Status);
        }

        var reply = await root.CommandAsync("finish");
        Assert.Equal(
            $$"""{"files":[{"name":"a.png","size":10000,"sha256":"{{Convert.ToHexStringLower(SHA256.HashData(file))}}"}]}""",
            reply.Response!.ToJsonString());
        await upload.ExpectAsync("phx_close");
    }

    [Fact]
    public async Task File_FromItsAnnouncementToItsEnd_IsToldInOrder()
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.ChannelUpload, "u");
        var entry = await AnnounceAsync(root, 10);
        var upload = await JoinAsync(client, entry);
        await upload.AskAsync("chunk", new byte[10]);
        await root.CommandAsync("finish");

        List<string> told = [];
        while (told is not [.., "reset"])
        {
            told.AddRange((await root.PatchAsync())["upload_ops"]!.AsArray().Select(static op => (string)op!["op"]!));
        }

        Assert.Equal(["add", "progress", "complete", "reset"], told);
    }

    [Fact]
    public async Task File_OfNothing_IsComplete()
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.ChannelUpload, "u");
        await JoinAsync(client, await AnnounceAsync(root, 0));

        var reply = await root.CommandAsync("finish");

        Assert.Equal(0, (int)reply.Response!["files"]!.AsArray().Single()!["size"]!);
    }

    [Fact]
    public async Task File_JoinedAgainWhenComplete_IsLeftAsItIs()
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.ChannelUpload, "u");
        var entry = await AnnounceAsync(root, 10);
        var upload = await JoinAsync(client, entry);
        await upload.AskAsync("chunk", new byte[10]);
        await upload.ExpectAsync("phx_close");

        Assert.Equal("unauthorized", (await upload.JoinAsync(new { token = (string)entry["token"]! })).Reason);

        var reply = await root.CommandAsync("finish");
        Assert.Equal(10, (int)reply.Response!["files"]!.AsArray().Single()!["size"]!);
    }

    [Fact]
    public async Task File_WhoseChannelIsLeft_IsCancelledAndMakesRoom()
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.ChannelUpload, "u");
        await AnnounceAsync(root, 10);
        var upload = await JoinAsync(client, await AnnounceAsync(root, 10));
        await upload.AskAsync("chunk", new byte[5]);

        await upload.LeaveAsync();

        List<string> told = [];
        while (told is not [.., "cancel"])
        {
            told.AddRange((await root.PatchAsync())["upload_ops"]!.AsArray().Select(static op => (string)op!["op"]!));
        }

        Assert.NotNull((await AnnounceAsync(root, 10))["token"]);
    }

    [Fact]
    public async Task File_LargerThanItsChunksMayBe_Fails()
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.ChannelUpload, "u");
        var upload = await JoinAsync(client, await AnnounceAsync(root, 5000));

        Assert.Equal("chunk too large", (await upload.AskAsync("chunk", new byte[1025])).Reason);

        JsonNode? told;
        do
        {
            told = (await root.PatchAsync())["upload_ops"]!.AsArray().LastOrDefault();
        }
        while ((string?)told?["op"] != "error");
        Assert.Equal("""{"code":"chunk_too_large","message":"chunk size exceeded the configured limit"}""", told!["error"]!.ToJsonString());
        Assert.Empty((await root.CommandAsync("finish")).Response!["files"]!.AsArray());
    }

    private static async Task<JsonNode> AnnounceAsync(MountedRoot root, int size)
    {
        var reply = await root.Channel.AskAsync("allow_upload", new { name = "avatar", store_id = Array.Empty<string>(), entries = new[] { new { client_ref = "0", name = "a.png", size, type = "image/png" } } });
        return reply.Response!["entries"]!["0"]!;
    }

    private static async Task<PhoenixChannel> JoinAsync(PhoenixClient client, JsonNode entry)
    {
        var upload = client.Channel($"musubi_upload:{entry["entry_ref"]}");
        Assert.Equal("ok", (await upload.JoinAsync(new { token = (string)entry["token"]! })).Status);
        return upload;
    }
}

public sealed class UploadCoHostedTests(CoHostedServer server) : UploadTests<CoHostedServer>(server), IClassFixture<CoHostedServer>;

public sealed class UploadTwoProcessTests(TwoProcessServer server) : UploadTests<TwoProcessServer>(server), IClassFixture<TwoProcessServer>;
