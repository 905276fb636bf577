using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Musubi.TestKit;

namespace Musubi.Packages.Tests;

/// <summary>A command that stays until it is stopped. It dies with the test's process, unless that is killed itself.</summary>
internal sealed class ShellService : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _seen = [];
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public ShellService(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Exited += (_, _) => _lines.Writer.TryComplete();
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        AppDomain.CurrentDomain.ProcessExit += OnTestExit;
    }

    /// <summary>What it has printed so far.</summary>
    public IReadOnlyCollection<string> Lines => _seen;

    /// <summary>Waits for a line with this text in it.</summary>
    /// <returns>What follows the text.</returns>
    /// <exception cref="ExpectationException">It ended, or printed nothing of the kind for too long.</exception>
    public async Task<string> LineAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var line = await _lines.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(Patience.Limit, cancellationToken);
                if (line.IndexOf(text, StringComparison.Ordinal) is var index and >= 0)
                {
                    return line[(index + text.Length)..].Trim();
                }
            }
        }
        catch (Exception exception) when (exception is ChannelClosedException or TimeoutException)
        {
            throw new ExpectationException($"Expected a line with '{text}'; got:\n{string.Join('\n', _seen)}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnTestExit;
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Read(string? line)
    {
        if (line is not null)
        {
            _seen.Enqueue(line);
            _lines.Writer.TryWrite(line);
        }
    }

    private void OnTestExit(object? sender, EventArgs e) => _process.Kill(entireProcessTree: true);
}
