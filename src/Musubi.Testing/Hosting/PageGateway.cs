namespace Musubi.Testing.Hosting;

/// <summary>What the gateway of a page does with the files that its client sends: keeps them in the upload store, and counts.</summary>
internal sealed class PageGateway(IUploadStore store)
{
    private static readonly UploadOwner Owner = new("test", "test", 1);

    private readonly Dictionary<string, (Stream Stream, long Received)> _files = [];

    public static UploadFileId IdOf(string entryRef) => new(Owner, entryRef);

    /// <summary>Bytes that came so far; null before the file's first.</summary>
    public long? Received(string entryRef) => _files.TryGetValue(entryRef, out var file) ? file.Received : null;

    public async Task BeginAsync(string entryRef) => _files.Add(entryRef, (await store.CreateAsync(IdOf(entryRef)), 0));

    /// <summary>Takes a chunk; the file is there once its last byte is.</summary>
    /// <returns>Per cent that have come.</returns>
    public async Task<int> WriteAsync(string entryRef, ReadOnlyMemory<byte> chunk, long size)
    {
        var (stream, received) = _files[entryRef];
        await stream.WriteAsync(chunk);
        received += chunk.Length;
        _files[entryRef] = (stream, received);
        if (received < size)
        {
            return (int)(received * 100 / size);
        }

        await stream.DisposeAsync();
        return 100;
    }

    /// <summary>Ends the mount, and with it its files.</summary>
    public async Task EndAsync()
    {
        await ForgetAsync();
        await store.DeleteAllAsync(Owner);
    }

    /// <summary>Forgets the files that are on their way, as a gateway does that dies. Those that are there stay.</summary>
    public async Task ForgetAsync()
    {
        foreach (var (stream, _) in _files.Values)
        {
            await stream.DisposeAsync();
        }

        _files.Clear();
    }
}
