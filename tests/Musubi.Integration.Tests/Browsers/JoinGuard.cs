using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Musubi.Integration.Tests.Browsers;

/// <summary>Stands between a page and the server, and keeps joins waiting until the test says what becomes of them.</summary>
internal sealed class JoinGuard
{
    private readonly Lock _lock = new();
    private readonly List<Action> _waiting = [];
    private Action<Action, Action> _decide;

    private JoinGuard() => _decide = (refuse, _) => _waiting.Add(refuse);

    /// <summary>Puts a guard into the way of every socket that a page opens from now on.</summary>
    public static async Task<JoinGuard> PostAsync(IPage page)
    {
        var guard = new JoinGuard();
        await page.RouteWebSocketAsync("**/socket/**", socket =>
        {
            var server = socket.ConnectToServer();
            socket.OnMessage(frame => guard.Take(frame.Text!, socket, server));
        });
        return guard;
    }

    /// <summary>Answers the joins that wait, and those to come, as a server does that lets nobody in.</summary>
    public void Refuse()
    {
        lock (_lock)
        {
            _decide = static (refuse, _) => refuse();
            _waiting.ForEach(static refuse => refuse());
        }
    }

    /// <summary>Lets through what comes from now on.</summary>
    public void LetPass()
    {
        lock (_lock)
        {
            _decide = static (_, pass) => pass();
        }
    }

    private void Take(string text, IWebSocketRoute page, IWebSocketRoute server)
    {
        if (JsonNode.Parse(text) is not JsonArray { Count: 5 } frame || frame[3]!.GetValue<string>() != "phx_join")
        {
            server.Send(text);
            return;
        }

        var refusal = JsonSerializer.Serialize(new object?[] { frame[0], frame[1], frame[2], "phx_reply", new { status = "error", response = new { reason = "unauthorized" } } });
        lock (_lock)
        {
            _decide(() => page.Send(refusal), () => server.Send(text));
        }
    }
}
