using System.Globalization;
using Musubi.TestKit;
using Musubi.TestKit.Logs;
using Musubi.TestKit.Processes;

namespace Musubi.Integration.Tests.Browsers;

/// <summary>How the sample's processes are started.</summary>
internal static class LivePollProcess
{
    /// <summary>An address to come back to, for pages whose server was killed.</summary>
    public static Uri NewAddress() => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePorts.Take(1)[0]}"));

    /// <summary>Starts one, and waits until it is ready.</summary>
    /// <param name="folder">Where its files are.</param>
    /// <param name="log">Where its errors go.</param>
    /// <param name="settings">Its settings, as they stand on a command line.</param>
    public static async Task<ServerProcess> StartAsync(DirectoryInfo folder, ServerLog log, params string[] settings)
    {
        // The page is built beside the sample's sources, and served from there.
        var sample = Path.Combine(Repository.Root, "samples", "LivePoll");

        // The sample is built as the tests are: .../bin/<configuration>/<framework>/.
        var build = Path.GetRelativePath(Path.Combine(AppContext.BaseDirectory, "../.."), AppContext.BaseDirectory);
        var process = ServerProcess.Start(
            Path.Combine(sample, "bin", build, "LivePoll.dll"),
            [.. settings, "--contentRoot", sample, "--Database", Path.Combine(folder.FullName, "live-poll.db"), "--ExampleVotes", "false"],
            log);
        await process.LineAsync("Application started.", CancellationToken.None);
        return process;
    }
}
