using System.Diagnostics;
using System.Globalization;
using Musubi.TestKit.Processes;
using Npgsql;

namespace Musubi.Storage.Postgres.Tests;

/// <summary>A PostgreSQL of the tests' own, as Debian packages it. It refuses to run as root, and runs as its own user there.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private static readonly string[] User = Environment.UserName == "root" ? ["runuser", "-u", "postgres", "--"] : [];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("musubi-postgres-");
    private readonly int _port = FreePorts.Take(1)[0];

    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Database=postgres;Username=postgres");

    private string Data => Path.Combine(_folder.FullName, "data");

    public async ValueTask InitializeAsync()
    {
        if (User.Length > 0)
        {
            await RunAsync("chown", "postgres", _folder.FullName);
        }

        await RunAsync([.. User, Tool("initdb"), "-D", Data, "-U", "postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"]);
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await RunAsync([.. User, "rm", "-rf", Data]);
        _folder.Delete(recursive: true);
    }

    /// <summary>Starts it, and waits until it answers.</summary>
    public Task StartAsync() => RunAsync(
        [.. User, Tool("pg_ctl"), "-D", Data, "-w", "-l", Path.Combine(_folder.FullName, "log"), "-o", string.Create(CultureInfo.InvariantCulture, $"-p {_port} -h 127.0.0.1 -k {_folder.FullName}"), "start"]);

    /// <summary>Stops it: <c>immediate</c> as a crash does, without a checkpoint.</summary>
    public Task StopAsync(string mode = "immediate") => RunAsync([.. User, Tool("pg_ctl"), "-D", Data, "-w", "-m", mode, "stop"]);

    /// <summary>Sends all of its processes a signal.</summary>
    public async Task SignalAsync(string signal)
    {
        var postmaster = (await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0];
        using var children = Process.Start(new ProcessStartInfo("pgrep", ["-P", postmaster]) { RedirectStandardOutput = true })!;
        var ids = (await children.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // A child may have ended since.
        using var kill = Process.Start(new ProcessStartInfo("kill", [$"-{signal}", postmaster, .. ids]) { RedirectStandardError = true })!;
        await kill.WaitForExitAsync();
    }

    public async Task<object?> QueryAsync(string text, string searchPath = "public")
    {
        await using var connection = new NpgsqlConnection($"{ConnectionString};Search Path={searchPath};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(text, connection);
        return await command.ExecuteScalarAsync();
    }

    private static string Tool(string name) =>
        Directory.EnumerateDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin", name)).Where(File.Exists).Order().Last();

    private static async Task RunAsync(params string[] command)
    {
        // No redirected output: the server would inherit and hold it.
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$@\" > /dev/null", "sh", .. command]) { WorkingDirectory = "/" })!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"Expected '{string.Join(' ', command)}' to succeed; it ended with {process.ExitCode}.");
    }
}
