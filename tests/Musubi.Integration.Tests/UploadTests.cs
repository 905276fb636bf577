using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Phoenix;

namespace Musubi.Integration.Tests;

/// <summary>Files over the gateway, from their announcement to the command that consumes them, wherever gateway and silo are. Source: docs/wire.md, section 6.</summary>
public abstract class UploadTests<TServer>(TServer server) : ServerTest<TServer>(server)
    where TServer : TestServer, IUploadServer
{
    [Theory]
    [InlineData("consumed")]
    [InlineData("cancelled")]
    [InlineData("left")]
    [InlineData("too large")]
    [InlineData("complete, and its root unmounted")]
    [InlineData("its root unmounted")]
    [InlineData("its socket gone")]
    public async Task Directory_AfterAFilesEnd_HasNoFile(string end)
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.ChannelUpload, "u");
        var entry = await Uploading.AnnounceAsync(root, 10);
        var upload = await Uploading.JoinAsync(client, entry);
        Assert.Equal("ok", (await upload.AskAsync("chunk", new byte[end is "consumed" or "complete, and its root unmounted" ? 10 : 5])).Status);
        Assert.Single(Server.Uploads.Files);

        await (end switch
        {
            "consumed" => root.CommandAsync("finish"),
            "cancelled" => root.Channel.AskAsync("cancel_upload", new { store_id = Array.Empty<string>(), name = "avatar", @ref = (string)entry["entry_ref"]! }),
            "left" => upload.LeaveAsync(),
            "too large" => upload.AskAsync("chunk", new byte[1025]),
            "its socket gone" => client.DisposeAsync().AsTask(),
            _ => root.Channel.AskAsync("phx_leave", null),
        });

        await Server.Uploads.UntilNoFilesAsync(CancellationToken);
    }

    [Fact]
    public async Task Files_MoreThanTheRootTakes_AreRefusedOneByOne()
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.ChannelUpload, "u");

        var reply = await root.Channel.AskAsync("allow_upload", new
        {
            name = "avatar",
            store_id = Array.Empty<string>(),
            entries = new[] { File("a.png", 1), File("b.PNG", 1_000_000), File("c.png", 1) },
        });

        Assert.Equal(["a.png", "b.PNG"], reply.Response!["entries"]!.AsObject().Select(static entry => entry.Key));
        Assert.Equal(
            """[{"client_ref":"c.png","error":{"code":"too_many_files","message":"too many files selected"}}]""",
            reply.Response["errors"]!.ToJsonString());

        static object File(string name, int size) => new { client_ref = name, name, size, type = "image/png" };
    }

    [Fact]
    public async Task Token_OfAnotherConnection_IsRefused()
    {
        await using var client = await Server.ConnectAsync();
        await using var thief = await Server.ConnectAsync();
        var entry = await Uploading.AnnounceAsync(await MountedRoot.MountAsync(client, Modules.ChannelUpload, "u"), 10);
        await MountedRoot.MountAsync(thief, Modules.ChannelUpload, "u");

        var reply = await thief.Channel($"musubi_upload:{entry["entry_ref"]}").JoinAsync(new { token = (string)entry["token"]! });

        Assert.Equal("""error {"reason":"unauthorized"}""", reply.ToString());
        await Uploading.JoinAsync(client, entry);
    }

    [Fact]
    public async Task File_InChunks_IsReadByTheCommandThatFollows()
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.ChannelUpload, "u");
        var file = RandomNumberGenerator.GetBytes(10_000);
        var entry = await Uploading.AnnounceAsync(root, file.Length);
        var upload = await Uploading.JoinAsync(client, entry);

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
        var entry = await Uploading.AnnounceAsync(root, 10);
        var upload = await Uploading.JoinAsync(client, entry);
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
        await Uploading.JoinAsync(client, await Uploading.AnnounceAsync(root, 0));

        var reply = await root.CommandAsync("finish");

        Assert.Equal(0, (int)reply.Response!["files"]!.AsArray().Single()!["size"]!);
    }

    [Fact]
    public async Task File_JoinedAgainWhenComplete_IsLeftAsItIs()
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.ChannelUpload, "u");
        var entry = await Uploading.AnnounceAsync(root, 10);
        var upload = await Uploading.JoinAsync(client, entry);
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
        await Uploading.AnnounceAsync(root, 10);
        var upload = await Uploading.JoinAsync(client, await Uploading.AnnounceAsync(root, 10));
        await upload.AskAsync("chunk", new byte[5]);

        await upload.LeaveAsync();

        List<string> told = [];
        while (told is not [.., "cancel"])
        {
            told.AddRange((await root.PatchAsync())["upload_ops"]!.AsArray().Select(static op => (string)op!["op"]!));
        }

        Assert.NotNull((await Uploading.AnnounceAsync(root, 10))["token"]);
    }

    [Fact]
    public async Task File_LargerThanItsChunksMayBe_Fails()
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.ChannelUpload, "u");
        var upload = await Uploading.JoinAsync(client, await Uploading.AnnounceAsync(root, 5000));

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
}

public sealed class UploadCoHostedTests(UploadCoHostedServer server) : UploadTests<UploadCoHostedServer>(server), IClassFixture<UploadCoHostedServer>;

public sealed class UploadSharedFolderTests(SharedFolderServer server) : UploadTests<SharedFolderServer>(server), IClassFixture<SharedFolderServer>;

public sealed class UploadSeparateFoldersTests(SeparateFoldersServer server) : UploadTests<SeparateFoldersServer>(server), IClassFixture<SeparateFoldersServer>;
