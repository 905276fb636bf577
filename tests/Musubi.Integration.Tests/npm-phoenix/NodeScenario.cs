using System.ComponentModel;
using System.Diagnostics;
using Musubi.TestKit;

namespace Musubi.Integration.Tests;

/// <summary>A scenario of <c>npm-phoenix/scenario.mjs</c> under Node, with the packages that its lock file names.</summary>
internal sealed class NodeScenario : IAsyncDisposable
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "npm-phoenix");
    private static readonly Lazy<Task> Installed = new(InstallAsync);
    private readonly Process _process;
    private readonly Task<string> _errors;

    private NodeScenario(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts a scenario, after installing its packages the first time.</summary>
    public static async Task<NodeScenario> StartAsync(string scenario, Uri server)
    {
        await Installed.Value;
        return new NodeScenario(Start("node", "scenario.mjs", scenario, $"ws://{server.Authority}"));
    }

    /// <summary>Waits until the scenario prints a line.</summary>
    public async Task UntilAsync(string line, CancellationToken cancellationToken)
    {
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(Patience.Limit, cancellationToken) is { } read)
        {
            if (read == line)
            {
                return;
            }
        }

        throw new ExpectationException($"Expected the scenario to print '{line}'; it ended: {await _errors}");
    }

    /// <summary>Waits for the scenario's end, which must be a good one.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken).WaitAsync(2 * Patience.Limit, cancellationToken);
        Assert.True(_process.ExitCode == 0, await _errors);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task InstallAsync()
    {
        using var npm = Start("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        var output = await Task.WhenAll(npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync());
        await npm.WaitForExitAsync();
        Assert.True(npm.ExitCode == 0, $"Expected 'npm ci' to install the Phoenix client; got exit code {npm.ExitCode}: {string.Concat(output)}");
    }

    private static Process Start(string program, params string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (Win32Exception)
        {
            throw new ExpectationException($"Expected Node.js with npm on the PATH, which these tests run the Phoenix client with; '{program}' did not start.");
        }
    }
}
