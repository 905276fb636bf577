using System.Text.Json.Nodes;
using Musubi.TestKit.Documents;

namespace Musubi.TestKit.Phoenix;

/// <summary>A root as a client has it that takes it back on another socket: docs/resume.md.</summary>
public sealed class ResumableRoot(string module, string id)
{
    private readonly ClientDocument _document = new($"{module}:{id}", countsAsRoot: true);
    private readonly List<JsonNode> _streamOps = [];
    private readonly List<JsonNode> _events = [];

    /// <summary>The root's channel on the socket that it was joined on last.</summary>
    public PhoenixChannel Channel { get; private set; } = null!;

    /// <summary>What it says the next time; null before the first join.</summary>
    public string? Token { get; set; }

    /// <summary>The document after the patches taken so far.</summary>
    public JsonNode State => _document.State!;

    /// <summary>The version of the last patch taken.</summary>
    public long Version => _document.Version;

    /// <summary>The stream operations that came, in order.</summary>
    public IReadOnlyList<JsonNode> StreamOps => _streamOps;

    /// <summary>The events that came, in order.</summary>
    public IReadOnlyList<JsonNode> Events => _events;

    /// <summary>Joins a socket, with what it was given before, and takes the reply.</summary>
    /// <param name="client">The socket.</param>
    /// <param name="mountParams">The mount params.</param>
    /// <param name="token">What to say in place of what it was given.</param>
    /// <returns>Whether it has its root back; null when it had none.</returns>
    public async Task<bool?> JoinAsync(PhoenixClient client, object? mountParams = null, string? token = null)
    {
        Channel = client.Channel(MountedRoot.TopicOf(module, id));
        var reply = await Channel.JoinAsync(new { module, id, @params = mountParams ?? new object(), resume = token ?? Token, version = Version });
        if (reply is not { Status: "ok" } || (string?)reply.Response?["root_id"] != $"{module}:{id}" || (string?)reply.Response["resume"] is not { } next)
        {
            throw new ExpectationException($"Expected ok with root_id {module}:{id} and a token; got {reply}");
        }

        Token = next;
        var resumed = (bool?)reply.Response["resumed"];
        if (resumed != true)
        {
            Forget();
        }

        return resumed;
    }

    /// <summary>Forgets all but its token, as a page does that is loaded anew.</summary>
    public void Forget()
    {
        _document.Forget();
        _streamOps.Clear();
        _events.Clear();
    }

    /// <summary>Sends a numbered command and returns its ref.</summary>
    public Task<string> SendAsync(long cid, long ack, string name, object? payload = null) =>
        Channel.PushAsync("command", new { store_id = Array.Empty<string>(), name, payload = payload ?? new object(), cid, ack });

    /// <summary>Sends a numbered command and waits for its reply, whatever comes in between.</summary>
    public Task<Reply> CommandAsync(long cid, long ack, string name, object? payload = null) =>
        Channel.AskAsync("command", new { store_id = Array.Empty<string>(), name, payload = payload ?? new object(), cid, ack });

    /// <summary>Takes the channel's next frame, a patch, and applies it.</summary>
    /// <returns>The envelope.</returns>
    public async Task<JsonNode> PatchAsync()
    {
        var patch = (await Channel.ExpectAsync("patch")).Payload!;
        _document.Apply(patch);
        _streamOps.AddRange(patch["stream_ops"]!.AsArray()!);
        _events.AddRange(patch["events"]!.AsArray()!);
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
