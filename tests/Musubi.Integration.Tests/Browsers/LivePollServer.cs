using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Processes;

namespace Musubi.Integration.Tests.Browsers;

/// <summary>The sample, as its own process.</summary>
public sealed class LivePollServer : TestServer
{
    private ServerProcess? _process;

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        var sample = Path.Combine(Repository(), "samples", "LivePoll");

        // The sample is built as the tests are: .../bin/<configuration>/<framework>/.
        var build = Path.GetRelativePath(Path.Combine(AppContext.BaseDirectory, "../.."), AppContext.BaseDirectory);
        _process = ServerProcess.Start(Path.Combine(sample, "bin", build, "LivePoll.dll"), ["--urls", "http://127.0.0.1:0", "--contentRoot", sample], Log);
        Address = new Uri(await _process.LineAsync("Now listening on: ", CancellationToken.None));
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        Log.Verify();
    }

    /// <summary>The page is built beside the sample's sources and served from there.</summary>
    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Musubi.Orleans.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"Expected the tests to be built inside the repository; they are in {AppContext.BaseDirectory}.");
        }

        return folder.FullName;
    }
}
