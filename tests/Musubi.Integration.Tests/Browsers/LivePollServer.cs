using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Processes;

namespace Musubi.Integration.Tests.Browsers;

/// <summary>The sample, as its own process.</summary>
public class LivePollServer : TestServer
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("musubi-live-poll-");
    private readonly string[] _settings;
    private ServerProcess? _process;

    /// <summary>The sample as it is.</summary>
    public LivePollServer()
        : this([])
    {
    }

    /// <param name="settings">Settings, as they stand on a command line.</param>
    protected LivePollServer(string[] settings) => _settings = settings;

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        Address = LivePollProcess.NewAddress();
        await StartAsync();
    }

    /// <summary>Starts the process, and waits until it listens.</summary>
    public async Task StartAsync() => _process = await LivePollProcess.StartAsync(_folder, Log, ["--urls", Address.ToString(), .. _settings]);

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
        GC.SuppressFinalize(this);
        await KillAsync();
        _folder.Delete(recursive: true);
        Log.Verify();
    }
}
