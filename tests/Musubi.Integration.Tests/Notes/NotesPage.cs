using System.Diagnostics;
using Musubi.TestKit;

namespace Musubi.Integration.Tests.Notes;

/// <summary>The application's page, with the clients as they stand in this repository.</summary>
internal static class NotesPage
{
    /// <summary>The page.</summary>
    public const string Html = """
        <!doctype html>
        <html lang="en">
        <head><title>Notes</title><link rel="icon" href="data:,"></head>
        <body>
        <p id="status"></p><p id="user"></p><p id="failure"></p>
        <ul id="notes"></ul>
        <label>Note <input id="text"></label><button id="add">Add</button><button id="sign-out">Sign out</button>
        <script type="module" src="page.js"></script>
        </body>
        </html>
        """;

    private static readonly string Web = Path.Combine(Repository.Root, "samples", "LivePoll", "web", "node_modules");

    /// <summary>Its script, bundled with the tools that the sample's build has installed.</summary>
    public static Lazy<Task<string>> Script { get; } = new(BundleAsync);

    private static async Task<string> BundleAsync()
    {
        var client = Path.Combine(Repository.Root, "clients", "musubi-client", "src", "index.ts");
        var page = Path.Combine(AppContext.BaseDirectory, "Notes", "page.js");
        var start = new ProcessStartInfo(
            Path.Combine(Web, "esbuild", "bin", "esbuild"),
            [page, "--bundle", "--format=esm", "--target=es2022", $"--alias:@musubi-orleans/client={client}", "--log-level=warning"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NODE_PATH"] = Web;
        using var esbuild = Process.Start(start)!;
        var output = await Task.WhenAll(esbuild.StandardOutput.ReadToEndAsync(), esbuild.StandardError.ReadToEndAsync());
        await esbuild.WaitForExitAsync();
        return esbuild.ExitCode == 0 ? output[0] : throw new ExpectationException($"Expected the page to be bundled; got exit code {esbuild.ExitCode}: {output[1]}");
    }
}
