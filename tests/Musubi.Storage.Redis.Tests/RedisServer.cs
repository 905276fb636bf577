using System.Diagnostics;
using System.Globalization;
using Musubi.TestKit;
using Musubi.TestKit.Processes;
using StackExchange.Redis;

namespace Musubi.Storage.Redis.Tests;

/// <summary>A Redis of the tests' own, as Debian packages it, that syncs every write to an append-only file.</summary>
public sealed class RedisServer : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("musubi-redis-");
    private readonly int _port = FreePorts.Take(1)[0];
    private Process? _process;

    public string Configuration => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}");

    public async ValueTask InitializeAsync() => await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>Starts it, and waits until it accepts connections.</summary>
    public async Task StartAsync(params string[] more)
    {
        var port = _port.ToString(CultureInfo.InvariantCulture);
        _process = Process.Start(new ProcessStartInfo(
            "redis-server",
            ["--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "yes", "--appendfsync", "always", "--dir", _folder.FullName, .. more])
        {
            RedirectStandardOutput = true,
        })!;
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                ready.TrySetException(new InvalidOperationException("Expected redis-server to start; it ended."));
            }
            else if (line.Data.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                ready.TrySetResult();
            }
        };
        _process.BeginOutputReadLine();
        await ready.Task.WaitAsync(Patience.Limit);
    }

    /// <summary>Kills it at once, as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    public async Task<RedisResult> ExecuteAsync(string command, params object[] arguments)
    {
        await using var multiplexer = await ConnectionMultiplexer.ConnectAsync(Configuration + ",allowAdmin=true");
        return await multiplexer.GetDatabase().ExecuteAsync(command, arguments);
    }
}
