using System.Text.Json.Nodes;
using Musubi.TestKit.Phoenix;

namespace Musubi.Integration.Tests;

/// <summary>The first steps of a client that sends a file.</summary>
internal static class Uploading
{
    /// <summary>Announces a file to a root.</summary>
    /// <returns>What the root says of it: its <c>entry_ref</c> and <c>token</c>.</returns>
    public static async Task<JsonNode> AnnounceAsync(MountedRoot root, int size)
    {
        var reply = await root.Channel.AskAsync("allow_upload", new
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
}
