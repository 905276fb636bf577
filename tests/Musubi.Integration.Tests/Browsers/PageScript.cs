using System.Diagnostics;
using Musubi.TestKit;

namespace Musubi.Integration.Tests.Browsers;

/// <summary>Scripts of pages, with the clients as they stand in this repository.</summary>
internal static class PageScript
{
    private static readonly string Web = Path.Combine(Repository.Root, "samples", "LivePoll", "web", "node_modules");

    /// <summary>Bundles a script with the tools that the sample's build has installed.</summary>
    /// <param name="script">Its path from the tests' own folder.</param>
    /// <exception cref="ExpectationException">It does not compile.</exception>
    public static async Task<string> BundleAsync(string script)
    {
        var client = Path.Combine(Repository.Root, "clients", "musubi-client", "src", "index.ts");
        var page = Path.Combine(AppContext.BaseDirectory, script);
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
