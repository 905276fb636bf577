using Musubi.TestKit;

namespace Musubi.Integration.Tests.Servers;

/// <summary>A directory of the test's own for uploaded files, gone with the server that used it.</summary>
public sealed class UploadFolder : IDisposable
{
    private const string Lease = "musubi.lease";

    /// <summary>Where it is.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("musubi-test-uploads-").FullName;

    /// <summary>The setting by which a host uses it.</summary>
    public string Setting => $"--Musubi:Uploads:Directory={Path}";

    /// <summary>Whatever there is, directories and gateways' leases among it.</summary>
    public IReadOnlyList<string> Entries => [.. Directory.EnumerateFileSystemEntries(Path, "*", SearchOption.AllDirectories)];

    /// <summary>The uploaded files that are there now.</summary>
    public IReadOnlyList<string> Files =>
        [.. Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories).Where(static file => System.IO.Path.GetFileName(file) != Lease)];

    /// <summary>Makes every gateway look as if it had last been heard of that long ago.</summary>
    public void Age(TimeSpan by)
    {
        foreach (var lease in Directory.GetFiles(Path, Lease, SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(lease, File.GetLastWriteTimeUtc(lease) - by);
        }
    }

    /// <summary>Waits until no uploaded file is there any more.</summary>
    public async Task UntilNoFilesAsync(CancellationToken cancellationToken)
    {
        using var changed = new SemaphoreSlim(0);
        using var watcher = new FileSystemWatcher(Path) { IncludeSubdirectories = true };
        watcher.Deleted += (_, _) => changed.Release();
        watcher.EnableRaisingEvents = true;
        while (Files is [_, ..] left)
        {
            if (!await changed.WaitAsync(Patience.Limit, cancellationToken))
            {
                throw new ExpectationException($"Expected no uploaded files; got {string.Join(", ", left)}");
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
