using System.Diagnostics;
using System.Globalization;

namespace Musubi.TestKit.Processes;

/// <summary>A PostgreSQL of the test's own, as Debian packages it, with its data in a temporary folder.</summary>
/// <remarks>PostgreSQL refuses to run as root, so that a test which is root runs it as the user <c>postgres</c>, whom the package creates. It dies with the test's process.</remarks>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly string[] User = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];
    private static readonly string? Programs = Directory.Exists("/usr/lib/postgresql")
        ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(static version => Path.Combine(version, "bin")).Where(static bin => File.Exists(Path.Combine(bin, "postgres"))).Order().LastOrDefault()
        : null;

    private readonly DirectoryInfo _folder;
    private readonly string _port = FreePorts.Take(1)[0].ToString(CultureInfo.InvariantCulture);
    private Process? _process;

    /// <summary>One with its data in a folder of its own.</summary>
    /// <param name="under">The folder that this is made in, as on a disk of the test's own; the temporary one when null.</param>
    public PostgresServer(string? under = null) => _folder = under is null ? Directory.CreateTempSubdirectory("musubi-postgres-") : Directory.CreateDirectory(Path.Combine(under, "postgres"));

    /// <summary>Whether this machine has one, as CI does.</summary>
    public static bool IsInstalled => Programs is not null;

    /// <summary>How Npgsql names it.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Database=postgres;Username=postgres";

    /// <summary>The first of its processes, once it has been started: the others are its children.</summary>
    public int ProcessId => _process!.Id;

    /// <summary>Its address, as one of several in a connection string.</summary>
    public string Address => $"127.0.0.1:{_port}";

    /// <summary>Whether it has ended, by itself or not.</summary>
    public bool HasEnded => _process is null or { HasExited: true };

    private string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>Starts it with the data that it had, or with none the first time, and waits until it takes connections.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="settings">Settings such as <c>max_connections=50</c>.</param>
    /// <exception cref="ExpectationException">It did not start; the message has what it said.</exception>
    public async Task StartAsync(CancellationToken cancellationToken, params string[] settings)
    {
        if (!Directory.Exists(Data))
        {
            await GiveFolderAsync(cancellationToken);
            await RunAsync([.. User, Program("initdb"), "-D", Data, "-U", "postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C", "--wal-segsize=1"], null, cancellationToken);
        }

        var lines = new Inbox<string>();
        _process?.Dispose();
        _process = new Process
        {
            StartInfo = StartInfo([.. User, Program("postgres"), "-D", Data, "-p", _port, "-h", "127.0.0.1", "-k", _folder.FullName, .. settings.SelectMany(static setting => (string[])["-c", setting])]),
            EnableRaisingEvents = true,
        };
        DataReceivedEventHandler read = (_, line) => lines.Add(line.Data ?? "");
        _process.OutputDataReceived += read;
        _process.ErrorDataReceived += read;
        _process.Exited += (_, _) => lines.End("the end of postgres");
        _process.Start();
        AppDomain.CurrentDomain.ProcessExit -= OnTestExit;
        AppDomain.CurrentDomain.ProcessExit += OnTestExit;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await lines.TakeAsync(static line => line.Contains("database system is ready to accept", StringComparison.Ordinal), "a PostgreSQL that is ready", cancellationToken);
    }

    /// <summary>Starts it as a copy of another that follows it, and waits until it does.</summary>
    public async Task StartStandbyAsync(PostgresServer primary, CancellationToken cancellationToken)
    {
        await GiveFolderAsync(cancellationToken);
        await RunAsync([.. User, Program("pg_basebackup"), "-h", "127.0.0.1", "-p", primary._port, "-U", "postgres", "-D", Data, "-R", "-X", "stream", "-c", "fast", "--no-sync"], null, cancellationToken);
        await StartAsync(cancellationToken);
    }

    /// <summary>Makes a standby a primary.</summary>
    public Task PromoteAsync(CancellationToken cancellationToken) => RunAsync("select pg_promote();", cancellationToken);

    /// <summary>Stops it as a service manager does: it ends its connections and writes down what it has.</summary>
    public Task StopAsync() => EndAsync("INT");

    /// <summary>Kills it with the processes of its connections, so that the next start recovers from its log.</summary>
    public async Task KillAsync()
    {
        // It stands while its children are read, so that none is born of which nobody knows. All die before any is waited for: a child that
        // outlives its parent holds the pipes, to whose end Process waits as well.
        var postmaster = _process!.Id.ToString(CultureInfo.InvariantCulture);
        await SignalAsync("STOP", postmaster);
        var children = await ChildrenAsync();
        await EndAsync("KILL", [postmaster, .. children]);

        // They hold the memory that they shared, and while they do no other server starts here.
        while (!children.All(IsGone))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }
    }

    /// <summary>Stops all of its processes where they stand, until <see cref="ContinueAsync"/>.</summary>
    public Task PauseAsync() => SignalAllAsync("STOP");

    /// <summary>Lets them go on.</summary>
    public Task ContinueAsync() => SignalAllAsync("CONT");

    /// <summary>Runs SQL, of any number of statements.</summary>
    /// <returns>What the last one returned: a row a line, with <c>|</c> between the columns.</returns>
    /// <exception cref="ExpectationException">It failed; the message says why.</exception>
    public async Task<string> RunAsync(string sql, CancellationToken cancellationToken) =>
        (await RunAsync([Program("psql"), "-h", "127.0.0.1", "-p", _port, "-U", "postgres", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-f", "-"], sql, cancellationToken)).TrimEnd();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnTestExit;
        if (_process is { HasExited: false })
        {
            await ContinueAsync();
            await EndAsync("QUIT");
        }

        _process?.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string Program(string name) => Path.Combine(Programs ?? throw new ExpectationException("Expected Debian's package postgresql; it is not installed."), name);

    private static ProcessStartInfo StartInfo(string[] command) => new(command[0], command[1..])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        // One that every user may be in.
        WorkingDirectory = "/",
        Environment = { ["LC_ALL"] = "C" },
    };

    private static async Task<string> RunAsync(string[] command, string? input, CancellationToken cancellationToken)
    {
        using var process = Process.Start(StartInfo(command))!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? await output
            : throw new ExpectationException($"Expected '{string.Join(' ', command)}' to succeed; it ended with {process.ExitCode}: {await error}");
    }

    private async Task SignalAllAsync(string signal)
    {
        var postmaster = _process!.Id.ToString(CultureInfo.InvariantCulture);
        // Of the first process, so that it starts no other meanwhile, and then of those that it started.
        await SignalAsync(signal, postmaster);
        await SignalAsync(signal, await ChildrenAsync());
    }

    private async Task<string[]> ChildrenAsync()
    {
        var children = await RunAsync(["ps", "--ppid", _process!.Id.ToString(CultureInfo.InvariantCulture), "-o", "pid="], null, CancellationToken.None);
        return children.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task GiveFolderAsync(CancellationToken cancellationToken)
    {
        if (User.Length > 0)
        {
            await RunAsync(["chown", "postgres", _folder.FullName], null, cancellationToken);
        }
    }

    // One that has ended since is no fault.
    private static async Task SignalAsync(string signal, params string[] processes)
    {
        using var kill = Process.Start(StartInfo(["kill", $"-{signal}", .. processes]))!;
        await kill.WaitForExitAsync();
    }

    // One that waits for its parent to hear of its end has no memory any more.
    private static bool IsGone(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/maps").Length == 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private Task EndAsync(string signal) => EndAsync(signal, [_process!.Id.ToString(CultureInfo.InvariantCulture)]);

    private async Task EndAsync(string signal, string[] processes)
    {
        AppDomain.CurrentDomain.ProcessExit -= OnTestExit;
        await SignalAsync(signal, processes);
        await _process!.WaitForExitAsync().WaitAsync(Patience.Limit);
    }

    private void OnTestExit(object? sender, EventArgs e) => _process?.Kill(entireProcessTree: true);
}
