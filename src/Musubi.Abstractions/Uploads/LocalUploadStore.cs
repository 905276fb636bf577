using System.Buffers;
using System.Globalization;
using Microsoft.Extensions.Options;

namespace Musubi;

/// <summary>Uploaded files in a directory: <c>gateway/connection.mount/entry</c>, and beside the mounts the gateway's lease.</summary>
/// <remarks>
/// <para>A lease is a file whose time of last writing is when its gateway last said that it lives, by our clock and not the disk's. It is there
/// before the first upload and goes after the last, so whatever has one is ours to sweep, and whatever has none is left alone.</para>
/// <para>A mount is one directory and not two, one in the other, because then nothing is shared that one mount could remove while another
/// enters it. Opening and deleting block; .NET has no other way.</para>
/// </remarks>
internal sealed class LocalUploadStore(IOptions<MusubiUploadOptions> options, TimeProvider clock) : IUploadStore
{
    // No name of a gateway, connection or entry has a dot.
    private const string LeaseName = "musubi.lease";
    private const int MaxNameLength = 64;
    private const int BufferBytes = 16 * 1024;
    private const int MaxAttempts = 3;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private readonly string _directory = Path.GetFullPath(options.Value.Directory);

    public ValueTask<Stream> CreateAsync(UploadFileId id, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = PathOf(id);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new(Create(id.Owner.Gateway, path));
            }
            catch (DirectoryNotFoundException) when (attempt < MaxAttempts)
            {
                // Another process swept the directory between its creation and the file's.
            }
        }
    }

    public ValueTask<Stream> OpenReadAsync(UploadFileId id, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return new(new FileStream(PathOf(id), new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.Read | FileShare.Delete,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                BufferSize = BufferBytes,
            }));
        }
        catch (DirectoryNotFoundException exception)
        {
            throw new FileNotFoundException("The uploaded file is gone: its mount has ended.", exception);
        }
    }

    public ValueTask DeleteAsync(UploadFileId id, CancellationToken cancellationToken = default)
    {
        try
        {
            File.Delete(PathOf(id));
        }
        catch (DirectoryNotFoundException)
        {
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DeleteAllAsync(UploadOwner owner, CancellationToken cancellationToken = default)
    {
        DeleteMount(PathOf(owner));
        return ValueTask.CompletedTask;
    }

    public ValueTask KeepAliveAsync(string gateway, CancellationToken cancellationToken = default)
    {
        Lease(gateway, renew: true);
        return ValueTask.CompletedTask;
    }

    public ValueTask EndAsync(string gateway, CancellationToken cancellationToken = default)
    {
        DeleteGateway(PathOf(gateway), cancellationToken);
        return ValueTask.CompletedTask;
    }

    public ValueTask<int> SweepAsync(TimeSpan silentFor, CancellationToken cancellationToken = default)
    {
        var deleted = 0;
        List<Exception> failures = [];
        var silentSince = clock.GetUtcNow().UtcDateTime - silentFor;
        foreach (var gateway in Directory.Exists(_directory) ? Directory.GetDirectories(_directory) : [])
        {
            var lease = new FileInfo(Path.Combine(gateway, LeaseName));
            if (!lease.Exists || lease.LastWriteTimeUtc > silentSince)
            {
                continue;
            }

            try
            {
                deleted += DeleteGateway(gateway, cancellationToken);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                failures.Add(exception);
            }
        }

        return failures.Count == 0 ? new(deleted) : throw new AggregateException("Not all files of silent gateways could be deleted.", failures);
    }

    // The lease goes last, so that what is cut short is taken up by the next sweep. Two processes may delete the same at the same time.
    private static int DeleteGateway(string gateway, CancellationToken cancellationToken)
    {
        var deleted = 0;
        try
        {
            foreach (var mount in Directory.GetDirectories(gateway))
            {
                cancellationToken.ThrowIfCancellationRequested();
                deleted += DeleteMount(mount);
            }

            Directory.Delete(gateway, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
        }

        return deleted;
    }

    private static int DeleteMount(string mount)
    {
        try
        {
            var files = Directory.GetFiles(mount).Length;
            Directory.Delete(mount, recursive: true);
            return files;
        }
        catch (DirectoryNotFoundException)
        {
            return 0;
        }
    }

    private static void MakeDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }
    }

    // Names come from gateways and silos, never from a client. Should one ever, it leads nowhere else.
    private static string Checked(string name) =>
        name.Length is > 0 and <= MaxNameLength && !name.AsSpan().ContainsAnyExcept(NameCharacters)
            ? name
            : throw new ArgumentException($"Expected 1 to {MaxNameLength} letters, digits, '-' and '_'; got '{name}'.", nameof(name));

    private FileStream Create(string gateway, string path)
    {
        Lease(gateway, renew: false);
        MakeDirectory(Path.GetDirectoryName(path)!);

        // In place of an earlier one, and not into it: whoever still writes that writes nowhere.
        File.Delete(path);
        return new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.Read | FileShare.Delete,
            Options = FileOptions.Asynchronous,
            BufferSize = BufferBytes,
        });
    }

    private void Lease(string gateway, bool renew)
    {
        var directory = PathOf(gateway);
        MakeDirectory(_directory);
        MakeDirectory(directory);
        var lease = Path.Combine(directory, LeaseName);
        if (renew || !File.Exists(lease))
        {
            // Opened as anybody may, and created by the same call: several uploads may be the first.
            using var opened = File.OpenHandle(lease, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            File.SetLastWriteTimeUtc(opened, clock.GetUtcNow().UtcDateTime);
        }
    }

    private string PathOf(string gateway) => Path.Combine(_directory, Checked(gateway));

    private string PathOf(UploadOwner owner) =>
        Path.Combine(PathOf(owner.Gateway), string.Create(CultureInfo.InvariantCulture, $"{Checked(owner.Connection)}.{owner.MountId}"));

    private string PathOf(UploadFileId id) => Path.Combine(PathOf(id.Owner), Checked(id.EntryRef));
}
