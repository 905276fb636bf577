using System.Diagnostics;
using Musubi.TestKit;

namespace Musubi.Packages.Tests;

/// <summary>A terminal: it runs commands one after the other, and remembers the folder that they went to.</summary>
/// <param name="folder">Where it opens.</param>
/// <param name="packages">NuGet's own folder for what it restores, so that no other package of the same version is found.</param>
internal sealed class Shell(string folder, string packages)
{
    // Restores and bundles on a machine that is busy, and perhaps far from its registry.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Runs commands to their end.</summary>
    /// <exception cref="ExpectationException">One of them failed.</exception>
    public async Task RunAsync(string commands, CancellationToken cancellationToken)
    {
        using var bash = Process.Start(Bash($"set -e\n{commands}\npwd"))!;
        try
        {
            var output = await Task.WhenAll(bash.StandardOutput.ReadToEndAsync(cancellationToken), bash.StandardError.ReadToEndAsync(cancellationToken))
                .WaitAsync(Limit, cancellationToken);
            await bash.WaitForExitAsync(cancellationToken);
            if (bash.ExitCode != 0)
            {
                throw new ExpectationException($"Expected these commands to succeed; got exit code {bash.ExitCode}.\n{commands}\n{string.Concat(output)}");
            }

            folder = output[0].TrimEnd().Split('\n')[^1];
        }
        finally
        {
            if (!bash.HasExited)
            {
                bash.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>Starts a command that stays.</summary>
    public ShellService Start(string command) => new(Bash(command));

    private ProcessStartInfo Bash(string commands) => new("bash", ["-c", commands])
    {
        WorkingDirectory = folder,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment =
        {
            ["NUGET_PACKAGES"] = packages,
            ["NO_COLOR"] = "1",
            // No workers that outlive the command, and hold its output open.
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["UseSharedCompilation"] = "false",
        },
    };
}
