using System.Text.Json.Nodes;
using Musubi.TestKit.Phoenix;

namespace Musubi.Integration.Tests;

/// <summary>The first steps of a client that sends a file.</summary>
internal static class Uploading
{
    /// <summary>Announces a file to a root.</summary>
    /// <returns>What the root says of it: its <c>entry_ref</c> and <c>token</c>.</returns>
    public static Task<JsonNode> AnnounceAsync(MountedRoot root, int size) => AnnounceAsync(root.Channel, size);

    /// <summary>Announces a file to a root.</summary>
    /// <returns>What the root says of it: its <c>entry_ref</c> and <c>token</c>.</returns>
    public static async Task<JsonNode> AnnounceAsync(PhoenixChannel root, int size)
    {
        var reply = await root.AskAsync("allow_upload", new
        {
            name = "avatar",
            store_id = Array.Empty<string>(),
            entries = new[] { new { client_ref = "0", name = "a.png", size, type = "image/png" } },
        });
        return reply.Response!["entries"]!["0"]!;
    }

    /// <summary>Joins the channel that the file is to come over.</summary>
    public static async Task<PhoenixChannel> JoinAsync(PhoenixClient client, JsonNode entry)
    {
        var upload = client.Channel($"musubi_upload:{entry["entry_ref"]}");
        Assert.Equal("ok", (await upload.JoinAsync(new { token = (string)entry["token"]! })).Status);
        return upload;
    }

    /// <summary>Joins the channel of a file that survives its socket, as soon as the gateway lets it: one that was cut off lets go of its file a moment later.</summary>
    /// <returns>The channel, and how many bytes are there.</returns>
    public static async Task<(PhoenixChannel Channel, int Offset)> GoOnAsync(PhoenixClient client, JsonNode entry)
    {
        var upload = client.Channel($"musubi_upload:{entry["entry_ref"]}");
        Reply reply;
        do
        {
            reply = await upload.JoinAsync(new { token = (string)entry["token"]!, resume = true });
        }
        while (reply.Reason == "unauthorized");

        Assert.Equal("ok", reply.Status);
        return (upload, (int)reply.Response!["offset"]!);
    }

    /// <summary>Takes patches until one says that the file has failed.</summary>
    /// <returns>Why.</returns>
    public static async Task<JsonNode> ErrorAsync(ResumableRoot root)
    {
        while (true)
        {
            if ((await root.PatchAsync())["upload_ops"]!.AsArray().LastOrDefault(static op => (string?)op!["op"] == "error") is { } failed)
            {
                return failed["error"]!;
            }
        }
    }
}
