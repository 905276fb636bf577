using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Musubi.TestKit.Logs;

namespace Musubi.TestKit.Processes;

/// <summary>A .NET application in a process of its own, with its log in the test's hands.</summary>
/// <remarks>It dies with the test's process, unless that is killed itself.</remarks>
public sealed class ServerProcess : IAsyncDisposable
{
    private readonly Inbox<LogLine> _lines = new();
    private readonly ServerLog _log;
    private readonly Process _process;

    private ServerProcess(string assembly, ProcessStartInfo start, ServerLog log)
    {
        _log = log;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => ReadError(line.Data);
        _process.Exited += (_, _) => _lines.End($"the end of {Path.GetFileName(assembly)}");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        AppDomain.CurrentDomain.ProcessExit += OnTestExit;
    }

    /// <summary>Whether the process has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts an application; its console log turns to JSON, one object a line.</summary>
    /// <param name="assembly">The path of the application's assembly.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="log">Where its errors go.</param>
    public static ServerProcess Start(string assembly, IEnumerable<string> arguments, ServerLog log) =>
        new(assembly, new ProcessStartInfo("dotnet", [assembly, .. arguments, "--Logging:Console:FormatterName=json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // Where no settings of another application lie, which a host would take for its own.
            WorkingDirectory = Path.GetTempPath(),
        }, log);

    /// <summary>Waits for a log line that begins so.</summary>
    /// <returns>The rest of its message.</returns>
    public async Task<string> LineAsync(string beginning, CancellationToken cancellationToken)
    {
        var line = await _lines.TakeAsync(line => line.Message.StartsWith(beginning, StringComparison.Ordinal), $"a log line '{beginning}...'", cancellationToken);
        return line.Message[beginning.Length..];
    }

    /// <summary>Waits for a log line that contains this.</summary>
    /// <returns>The whole line.</returns>
    public async Task<string> LineWithAsync(string text, CancellationToken cancellationToken) =>
        (await _lines.TakeAsync(line => line.Message.Contains(text, StringComparison.Ordinal), $"a log line with '{text}'", cancellationToken)).Message;

    /// <summary>Kills the process at once, as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks the process to stop, as a service manager does, and waits until it has.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync(cancellationToken).WaitAsync(Patience.Limit, cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Stops the process where it stands, as <c>SIGSTOP</c> does; <c>CONT</c> lets it go on.</summary>
    /// <param name="signal"><c>STOP</c> or <c>CONT</c>.</param>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Completes when the process has ended.</summary>
    public Task ExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken).WaitAsync(Patience.Limit, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnTestExit;
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private void Read(string? line)
    {
        if (!string.IsNullOrWhiteSpace(line))
        {
            var read = Parse(line);
            _lines.Add(read);
            _log.Add(read);
        }
    }

    /// <summary>The log goes to the standard output; what comes here is the runtime's own complaint, such as an unhandled exception.</summary>
    private void ReadError(string? line)
    {
        if (!string.IsNullOrWhiteSpace(line))
        {
            _log.Add(new LogLine(LogLevel.Error, "stderr", 0, line, null));
        }
    }

    private static LogLine Parse(string line)
    {
        try
        {
            var json = JsonNode.Parse(line)!;
            return new LogLine(
                Enum.Parse<LogLevel>((string)json["LogLevel"]!),
                (string)json["Category"]!,
                (int)json["EventId"]!,
                (string)json["Message"]!,
                (string?)json["Exception"]);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return new LogLine(LogLevel.Information, "stdout", 0, line, null);
        }
    }

    private void OnTestExit(object? sender, EventArgs e) => _process.Kill(entireProcessTree: true);
}
