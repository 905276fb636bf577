using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Musubi.Integration.Tests.Browsers;

/// <summary>What the server sends to the pages of one user: what it says of roots that are joined again, and patches.</summary>
internal sealed class PageFrames
{
    private readonly ConcurrentQueue<(string Root, bool Resumed)> _returns = [];
    private readonly TaskCompletionSource _found = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _text;

    private PageFrames(string text) => _text = text;

    /// <summary>Whether the server had each root of this module that a page came back for, in order.</summary>
    public IEnumerable<bool> ReturnsTo(string module) => _returns.Where(each => each.Root.StartsWith($"{module}:", StringComparison.Ordinal)).Select(static each => each.Resumed);

    /// <summary>Reads along from now on.</summary>
    /// <param name="user">Whose pages, of those that are opened from now on.</param>
    /// <param name="text">What <see cref="FoundAsync"/> waits for.</param>
    public static PageFrames Of(IBrowserContext user, string text)
    {
        var frames = new PageFrames(text);
        user.Page += (_, page) => page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) => frames.Read(frame.Text);
        return frames;
    }

    /// <summary>Completes when the server has sent a frame with the text.</summary>
    public Task FoundAsync() => _found.Task.WaitAsync(TestKit.Patience.Limit, TestContext.Current.CancellationToken);

    private void Read(string? text)
    {
        if (text is null)
        {
            return;
        }

        if (text.Contains(_text, StringComparison.Ordinal))
        {
            _found.TrySetResult();
        }

        if (JsonNode.Parse(text)?[4]?["response"] is JsonObject { Count: > 1 } response && response["resumed"] is JsonValue resumed)
        {
            _returns.Enqueue(((string)response["root_id"]!, (bool)resumed));
        }
    }
}
