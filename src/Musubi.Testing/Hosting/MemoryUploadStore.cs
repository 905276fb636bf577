using System.Collections.Concurrent;

namespace Musubi.Testing.Hosting;

/// <summary>Uploaded files in memory.</summary>
internal sealed class MemoryUploadStore : IUploadStore
{
    private readonly ConcurrentDictionary<UploadFileId, MemoryStream> _files = new();

    /// <summary>The files that are there.</summary>
    public ICollection<UploadFileId> Files => _files.Keys;

    public ValueTask<Stream> CreateAsync(UploadFileId id, CancellationToken cancellationToken = default) => new(_files[id] = new MemoryStream());

    public ValueTask<Stream> OpenReadAsync(UploadFileId id, CancellationToken cancellationToken = default) =>
        _files.TryGetValue(id, out var file)
            ? new(new MemoryStream(file.ToArray(), writable: false))
            : throw new FileNotFoundException($"There is no file '{id.EntryRef}', or no more.");

    public ValueTask DeleteAsync(UploadFileId id, CancellationToken cancellationToken = default)
    {
        _files.TryRemove(id, out _);
        return ValueTask.CompletedTask;
    }

    public ValueTask DeleteAllAsync(UploadOwner owner, CancellationToken cancellationToken = default)
    {
        foreach (var file in _files.Keys.Where(file => file.Owner == owner))
        {
            _files.TryRemove(file, out _);
        }

        return ValueTask.CompletedTask;
    }

    // A page has one gateway, which lives as long as the page.
    public ValueTask KeepAliveAsync(string gateway, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public ValueTask EndAsync(string gateway, CancellationToken cancellationToken = default)
    {
        _files.Clear();
        return ValueTask.CompletedTask;
    }

    public ValueTask<int> SweepAsync(TimeSpan silentFor, CancellationToken cancellationToken = default) => new(0);
}
