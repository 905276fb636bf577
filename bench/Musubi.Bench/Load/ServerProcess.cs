using System.Diagnostics;
using System.Globalization;
using Musubi.Bench.Servers;

namespace Musubi.Bench.Load;

/// <summary>A server in a process of its own, measured from outside.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    public int Port { get; private init; }

    /// <summary>Processor time, user and system, since its start.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory, in bytes.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public static Task<ServerProcess> Start(ServerRole role, params int[] clusterPorts) => Start(role, null, clusterPorts);

    public static async Task<ServerProcess> Start(ServerRole role, StorageUse? storage, params int[] clusterPorts)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ServerProcess).Assembly.Location, "serve", role.ToString(), $"{storage?.Kind}", $"{storage?.Connection}", .. clusterPorts.Select(static port => port.ToString(CultureInfo.InvariantCulture))])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };

        // What an ASP.NET Core application has by default; this project is none.
        start.Environment["DOTNET_gcServer"] = "1";
        var process = Process.Start(start)!;
        return new ServerProcess(process) { Port = await Number(process) is var port ? (int)port : 0 };
    }

    /// <summary>Bytes allocated since its start.</summary>
    public Task<long> Allocated() => Ask("allocated");

    /// <summary>Collects all garbage.</summary>
    public Task Collect() => Ask("collect");

    /// <summary>The roots that live on it.</summary>
    public Task<long> Roots() => Ask("roots");

    /// <summary>Waits until it has nothing more to do.</summary>
    public async Task Rest()
    {
        TimeSpan before;
        do
        {
            before = Cpu;
            await Task.Delay(TimeSpan.FromMilliseconds(300));
        }
        while (Cpu - before > TimeSpan.FromMilliseconds(15));
    }

    /// <summary>Asks it to stop, and waits until it has.</summary>
    public async Task Stop()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
    }

    /// <summary>Kills it, so that it says goodbye to nobody.</summary>
    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        }
        catch (TimeoutException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private async Task<long> Ask(string question)
    {
        await _process.StandardInput.WriteLineAsync(question);
        await _process.StandardInput.FlushAsync();
        return await Number(_process);
    }

    private static async Task<long> Number(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (long.TryParse(line, CultureInfo.InvariantCulture, out var number))
            {
                return number;
            }
        }

        throw new InvalidOperationException("The server ended.");
    }
}
