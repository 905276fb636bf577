using System.Diagnostics;
using Microsoft.Playwright;

namespace Musubi.TestKit.Browsers;

/// <summary>Finds a Chromium for the end-to-end tests: the machine's own, else Debian's, else Playwright's.</summary>
internal static class BrowserFinder
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    /// <summary>Starts a headless browser.</summary>
    /// <param name="playwright">What drives it.</param>
    /// <param name="backForwardCache">Whether pages that are left are kept for a return, as users' browsers do; Playwright's do not by default.</param>
    /// <exception cref="ExpectationException">There is none, and none could be installed.</exception>
    public static async Task<IBrowser> LaunchAsync(IPlaywright playwright, bool backForwardCache = false)
    {
        var executable = Installed();
        if (executable is null && TryInstallByApt())
        {
            executable = Installed();
        }

        if (executable is null && Microsoft.Playwright.Program.Main(["install", "chromium"]) != 0)
        {
            throw new ExpectationException(
                $"Expected a browser for the end-to-end test: one of {string.Join(", ", Names)} on the PATH, or one that apt-get or Playwright can install. Found none.");
        }

        return await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = executable,
            // The sandbox wants a user other than root, and the rest looks for a network that a test machine may not have.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
            IgnoreDefaultArgs = backForwardCache ? ["--disable-back-forward-cache"] : null,
            Timeout = (float)Patience.Limit.TotalMilliseconds,
        });
    }

    private static string? Installed() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Append("/usr/bin")
        .SelectMany(static folder => Names.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    private static bool TryInstallByApt() =>
        Environment.IsPrivilegedProcess && File.Exists("/usr/bin/apt-get") && Apt("update") && Apt("install", "--yes", "--no-install-recommends", "chromium");

    private static bool Apt(params string[] arguments)
    {
        var start = new ProcessStartInfo("apt-get", arguments);
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        using var apt = Process.Start(start)!;
        apt.WaitForExit();
        return apt.ExitCode == 0;
    }
}
