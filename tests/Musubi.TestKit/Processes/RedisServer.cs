using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Musubi.TestKit.Processes;

/// <summary>A Redis of the test's own, as Debian packages it, with its data in a folder of its own.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly string[] _settings;
    private readonly int _port = FreePorts.Take(1)[0];
    private Process? _process;

    /// <summary>One that is not started yet.</summary>
    /// <param name="isDurable">Whether it syncs every write to an append-only file. It keeps nothing on disk otherwise.</param>
    /// <param name="under">The folder that its own is made in, as on a disk of the test's own; the temporary one when null.</param>
    public RedisServer(bool isDurable = false, string? under = null)
    {
        _folder = under is null ? Directory.CreateTempSubdirectory("musubi-redis-") : Directory.CreateDirectory(Path.Combine(under, "redis"));
        _settings = isDurable ? ["--appendonly", "yes", "--appendfsync", "always"] : ["--appendonly", "no"];
    }

    /// <summary>Whether this machine has one, as CI does.</summary>
    public static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(static folder => File.Exists(Path.Combine(folder, "redis-server")));

    /// <summary>How clients name it.</summary>
    public string Configuration => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}");

    /// <summary>The process, once it has been started.</summary>
    public int ProcessId => _process!.Id;

    /// <summary>Whether it has ended, by itself or not.</summary>
    public bool HasEnded => _process is null or { HasExited: true };

    /// <summary>Starts it with the data that it had, and waits until it accepts connections.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="settings">Settings beside its own, as <c>--maxmemory-policy</c>, <c>noeviction</c>.</param>
    /// <exception cref="ExpectationException">It did not start; the message has what it said.</exception>
    public async Task StartAsync(CancellationToken cancellationToken, params string[] settings)
    {
        var lines = new Inbox<string>();
        _process?.Dispose();
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(
                "redis-server",
                ["--port", _port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--dir", _folder.FullName, .. _settings, .. settings])
            {
                RedirectStandardOutput = true,
            },
            EnableRaisingEvents = true,
        };
        _process.OutputDataReceived += (_, line) => lines.Add(line.Data ?? "");
        _process.Exited += (_, _) => lines.End("the end of redis-server");
        _process.Start();
        AppDomain.CurrentDomain.ProcessExit -= OnTestExit;
        AppDomain.CurrentDomain.ProcessExit += OnTestExit;
        _process.BeginOutputReadLine();
        await lines.TakeAsync(static line => line.Contains("Ready to accept connections", StringComparison.Ordinal), "a Redis that is ready", cancellationToken);
    }

    /// <summary>Starts it as a replica of another, and waits until it has what that one has.</summary>
    public async Task StartReplicaAsync(RedisServer primary, CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken, "--replicaof", "127.0.0.1", primary._port.ToString(CultureInfo.InvariantCulture));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience.Limit);
        while (!(await RunAsync("INFO replication", patience.Token)).Contains("master_link_status:up", StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
        }
    }

    /// <summary>Makes a replica a primary.</summary>
    public Task PromoteAsync(CancellationToken cancellationToken) => RunAsync("REPLICAOF NO ONE", cancellationToken);

    /// <summary>Stops it as a service manager does: it writes down what it has.</summary>
    public Task StopAsync() => EndAsync("TERM");

    /// <summary>Kills it at once.</summary>
    public Task KillAsync() => EndAsync("KILL");

    /// <summary>Stops it where it stands, until <see cref="ContinueAsync"/>.</summary>
    public Task PauseAsync() => SignalAsync("STOP");

    /// <summary>Lets it go on.</summary>
    public Task ContinueAsync() => SignalAsync("CONT");

    /// <summary>Runs a command whose words have no spaces.</summary>
    /// <returns>What it answered, as it is on the wire.</returns>
    /// <exception cref="ExpectationException">It answered an error.</exception>
    public async Task<string> RunAsync(string command, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", _port, cancellationToken);
        // It answers both and closes.
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{command}\r\nQUIT\r\n"), cancellationToken);
        using var reader = new StreamReader(client.GetStream());
        var answer = await reader.ReadToEndAsync(cancellationToken);
        return answer.StartsWith('-') ? throw new ExpectationException($"Expected Redis to run '{command}'; it answered {answer}") : answer;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnTestExit;
        if (!HasEnded)
        {
            await KillAsync();
        }

        _process?.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private async Task EndAsync(string signal)
    {
        AppDomain.CurrentDomain.ProcessExit -= OnTestExit;
        await SignalAsync(signal);
        await _process!.WaitForExitAsync().WaitAsync(Patience.Limit);
    }

    private void OnTestExit(object? sender, EventArgs e) => _process?.Kill();
}
