using System.Text.Json;
using Musubi.Testing;

namespace Musubi.Grains.Tests;

/// <summary>Lets a test say what a store's command does, where it matters what is asked of the socket and not which store asks.</summary>
internal static class Scripted
{
    private static readonly AsyncLocal<Func<Socket, Socket>?> Script = new();

    /// <summary>What the command <c>run</c> of a scripted store does.</summary>
    public static Socket Run(Socket socket) => Script.Value!(socket);

    /// <summary>Runs the command <c>run</c> of a store.</summary>
    public static async Task<JsonElement> RunAsync(this StorePage page, Func<Socket, Socket> script, StoreId storeId = default)
    {
        Script.Value = script;
        return await page.DispatchAsync("run", storeId: storeId);
    }
}
