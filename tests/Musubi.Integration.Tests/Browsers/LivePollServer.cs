using System.Globalization;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit;
using Musubi.TestKit.Processes;

namespace Musubi.Integration.Tests.Browsers;

/// <summary>The sample, as its own process.</summary>
public sealed class LivePollServer : TestServer
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("musubi-live-poll-");
    private ServerProcess? _process;

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        // One to come back to, for pages whose server was killed.
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePorts.Take(1)[0]}"));
        await StartAsync();
    }

    /// <summary>Starts the process, and waits until it listens.</summary>
    public async Task StartAsync()
    {
        // The page is built beside the sample's sources, and served from there.
        var sample = Path.Combine(Repository.Root, "samples", "LivePoll");

        // The sample is built as the tests are: .../bin/<configuration>/<framework>/.
        var build = Path.GetRelativePath(Path.Combine(AppContext.BaseDirectory, "../.."), AppContext.BaseDirectory);
        _process = ServerProcess.Start(Path.Combine(sample, "bin", build, "LivePoll.dll"), [
            "--urls", Address.ToString(),
            "--contentRoot", sample,
            "--Database", Path.Combine(_folder.FullName, "live-poll.db"),
            "--ExampleVotes", "false",
        ], Log);
        await _process.LineAsync("Now listening on: ", CancellationToken.None);
    }

    /// <summary>Kills the process as a power cut would.</summary>
    public async Task KillAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder.Delete(recursive: true);
        Log.Verify();
    }
}
