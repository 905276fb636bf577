using System.Text.Json;
using Musubi.Testing.Clients;

namespace Musubi.Testing;

/// <summary>A client that loses its socket and comes back to its root. Source: docs/resume.md.</summary>
public static class PageReturns
{
    /// <summary>Lets the client come back on another socket, as after a cut: the stores have its new session, connect_info and connection assigns, and it gets what it missed.</summary>
    /// <remarks>What it missed comes as it would from a silo: each patch, or the whole state when the root does not keep them all (<see cref="Musubi.Grains.MusubiOptions.MaxUndeliveredPatches"/>,
    /// <see cref="Musubi.Grains.MusubiOptions.MaxUndeliveredBytes"/>). What is lost then comes to <see cref="Store.Resumed"/>.</remarks>
    /// <param name="page">The page.</param>
    /// <param name="lost">What is lost beside that; nothing by default, and then <c>Resumed</c> does not run.</param>
    /// <param name="connection">The new connection's socket; null for one like the first.</param>
    /// <param name="missed">How many of the last patches in <see cref="StorePage.Patches"/> never came to the client, 0 by default; all of them for a page that was loaded anew.
    /// What was sent since <see cref="KillGatewayAsync"/> is missed anyway.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="missed"/> is negative, or there are not as many patches.</exception>
    /// <exception cref="StoreCrashedException">A callback threw.</exception>
    public static async Task ReconnectAsync(this StorePage page, Lost lost = Lost.None, Socket? connection = null, int missed = 0)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentOutOfRangeException.ThrowIfNegative(missed);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(missed, page.Patches.Count);
        page.RequireMounted();
        var before = page.Runtime.Options.Socket;
        page.Runtime.Options.Socket = connection ?? before;
        page.Link.Cut();
        page.Link.Client.Miss(missed);
        lost |= page.Link.LostSince(page.Link.Client.Version);
        await page.CycleAsync(tree => tree.Attach(page.Runtime.Send(page.Runtime.Options.Socket), [.. before.Assigns.Keys], lost));
        page.Link.Restore(page.Host.Tree.Version, page.Host.Tree.ReplaceRoot);
    }

    /// <summary>Lets the client's gateway die, and its socket with it. The root goes on, with messages, timers and tasks, and keeps what it has to say until <see cref="ReconnectAsync"/>.</summary>
    /// <remarks>Files that were on their way are lost with it. Until the client is back, what a client does is an <see cref="InvalidOperationException"/>: commands and uploads.</remarks>
    /// <param name="page">The page.</param>
    public static Task KillGatewayAsync(this StorePage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        page.RequireMounted();
        page.Link.Cut();
        return page.Runtime.Gateway.ForgetAsync();
    }

    /// <summary>Sends the last command again under its number, as a client does that got no answer. It is answered as before, and not run again.</summary>
    /// <param name="page">The page.</param>
    /// <returns>The reply; <c>{}</c> when the handler gave none.</returns>
    /// <exception cref="InvalidOperationException">There was no command yet, or the client is on no socket.</exception>
    /// <exception cref="CommandRefusedException">The command was refused.</exception>
    public static async Task<JsonElement> RepeatLastAsync(this StorePage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        page.Link.RequireClient();
        var last = page.Link.LastCommand ?? throw new InvalidOperationException($"Expected a command that was sent before; there is none. Send one with {nameof(StorePage.DispatchAsync)}.");
        return JsonElement.Parse((await Messages.PageCommands.SendAsync(page, last)).Span, PageClient.AnyDepth);
    }
}
