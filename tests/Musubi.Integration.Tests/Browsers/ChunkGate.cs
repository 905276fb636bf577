using Microsoft.Playwright;

namespace Musubi.Integration.Tests.Browsers;

/// <summary>Stands between a page and the server, and holds back what the page sends of a file after its first chunks.</summary>
internal sealed class ChunkGate(int passing)
{
    private readonly Lock _lock = new();
    private readonly List<Action> _held = [];
    private int _passing = passing;

    /// <summary>Puts a gate into the way of every socket that a page opens from now on.</summary>
    public static async Task<ChunkGate> CloseAsync(IPage page, int after)
    {
        var gate = new ChunkGate(after);
        await page.RouteWebSocketAsync("**/socket/**", socket =>
        {
            var server = socket.ConnectToServer();
            socket.OnMessage(frame => gate.Take(frame, server));
        });
        return gate;
    }

    /// <summary>Lets through what was held back, and all that comes.</summary>
    public void Open()
    {
        lock (_lock)
        {
            _passing = int.MaxValue;
            _held.ForEach(static send => send());
            _held.Clear();
        }
    }

    // Chunks are the only binary frames. Playwright gives every frame in both forms; those of text are JSON arrays.
    private void Take(IWebSocketFrame frame, IWebSocketRoute server)
    {
        lock (_lock)
        {
            if (frame.Text is ['[', ..] text)
            {
                server.Send(text);
            }
            else if (_passing-- > 0)
            {
                server.Send(frame.Binary!);
            }
            else
            {
                _held.Add(() => server.Send(frame.Binary!));
            }
        }
    }
}
