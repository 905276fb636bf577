using System.Diagnostics;

namespace Musubi.Cluster.Tests.Servers;

/// <summary>A disk of the test's own, in memory, that it can fill. Only root may have one, as CI does.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    // errno of Linux.
    private const int NoSpace = 28;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("musubi-disk-");

    private SmallDisk()
    {
    }

    /// <summary>Where it is.</summary>
    public string Folder => _folder.FullName;

    private string Ballast => Path.Combine(Folder, "ballast");

    /// <summary>Makes one for a test, which is skipped where the process may not.</summary>
    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        var disk = new SmallDisk();
        var mounted = await RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", disk.Folder);
        if (!mounted)
        {
            disk._folder.Delete();
        }

        Assert.SkipUnless(mounted, "A disk can be mounted by root only.");
        return disk;
    }

    /// <summary>Fills it to its last byte.</summary>
    public async Task FillAsync()
    {
        await using var ballast = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var size = 64 * 1024; size > 0; size /= 2)
        {
            var block = new byte[size];
            try
            {
                while (true)
                {
                    await ballast.WriteAsync(block, TestContext.Current.CancellationToken);
                }
            }
            catch (IOException exception) when ((exception.HResult & 0xFFFF) == NoSpace)
            {
                // What is left is less than a block.
            }
        }
    }

    /// <summary>Makes room again.</summary>
    public void Free() => File.Delete(Ballast);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Assert.True(await RunAsync("umount", Folder), $"'{Folder}' could not be unmounted.");
        _folder.Delete();
    }

    private static async Task<bool> RunAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
