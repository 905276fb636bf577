using System.Text.Json.Nodes;
using Musubi.TestKit.Documents;

namespace Musubi.TestKit.Phoenix;

/// <summary>A root mounted over a channel of its own, and its document as this client holds it.</summary>
public sealed class MountedRoot
{
    private readonly ClientDocument _document;

    private MountedRoot(PhoenixChannel channel, string rootId)
    {
        Channel = channel;
        _document = new ClientDocument(rootId);
    }

    /// <summary>The root's channel.</summary>
    public PhoenixChannel Channel { get; }

    /// <summary>The document after the patches taken so far.</summary>
    public JsonNode State => _document.State!;

    /// <summary>The topic that a root joins.</summary>
    public static string TopicOf(string module, string id) => $"musubi:connection:{module}:{id}";

    /// <summary>Joins a root's channel and takes the reply and the first patch.</summary>
    public static async Task<MountedRoot> MountAsync(PhoenixClient client, string module, string id, object? mountParams = null)
    {
        var channel = client.Channel(TopicOf(module, id));
        var reply = await channel.JoinAsync(new { module, id, @params = mountParams ?? new object() });
        if (reply is not { Status: "ok" } || (string?)reply.Response?["root_id"] != $"{module}:{id}")
        {
            throw new ExpectationException($"Expected ok with root_id {module}:{id}; got {reply}");
        }

        var root = new MountedRoot(channel, $"{module}:{id}");
        await root.PatchAsync();
        return root;
    }

    /// <summary>Sends a command and returns its ref.</summary>
    public Task<string> SendAsync(string name, object? payload = null, params string[] storeId) =>
        Channel.PushAsync("command", new { store_id = storeId, name, payload = payload ?? new object() });

    /// <summary>Sends a command and waits for its reply, whatever comes in between.</summary>
    public Task<Reply> CommandAsync(string name, object? payload = null, params string[] storeId) =>
        Channel.AskAsync("command", new { store_id = storeId, name, payload = payload ?? new object() });

    /// <summary>Takes the channel's next frame, a patch, and applies it.</summary>
    /// <returns>The envelope.</returns>
    public async Task<JsonNode> PatchAsync()
    {
        var patch = (await Channel.ExpectAsync("patch")).Payload!;
        _document.Apply(patch);
        return patch;
    }

    /// <summary>Takes patches until the document is as expected.</summary>
    public async Task UntilAsync(Func<JsonNode, bool> expected)
    {
        while (!expected(State))
        {
            await PatchAsync();
        }
    }
}
