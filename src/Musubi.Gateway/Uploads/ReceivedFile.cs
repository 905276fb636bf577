using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Uploads;

/// <summary>One file as it comes: counted against its limits, chunk by chunk, and written. Disposing deletes it, unless it is kept.</summary>
internal sealed class ReceivedFile : IAsyncDisposable
{
    private const int Complete = 100;

    private readonly UploadGrant _grant;
    private readonly UploadFiles _files;
    private readonly UploadFileId _id;
    private Stream? _stream;
    private long _received;
    private bool _kept;

    private ReceivedFile(UploadGrant grant, UploadFiles files, UploadFileId id)
    {
        _grant = grant;
        _files = files;
        _id = id;
    }

    /// <summary>The leave to send it.</summary>
    public UploadGrant Grant => _grant;

    /// <summary>Bytes that have come.</summary>
    public long Received => _received;

    /// <summary>Whether what has come is what was written: no write was cut off, and none failed.</summary>
    public bool IsSound { get; private set; } = true;

    /// <summary>Whether every byte that was announced is there.</summary>
    public bool IsComplete => _received == _grant.Size;

    /// <summary>Per cent that have come, rounded down.</summary>
    public int Progress => IsComplete ? Complete : (int)((Int128)_received * Complete / _grant.Size);

    public static async ValueTask<ReceivedFile> CreateAsync(UploadGrant grant, UploadFiles files, UploadFileId id, CancellationToken cancellationToken)
    {
        var file = new ReceivedFile(grant, files, id);
        try
        {
            file._stream = await files.CreateAsync(id, cancellationToken);
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>Why a chunk of that length must not be written; null when it may. The size that was announced is a limit like the others.</summary>
    public Refusal? Check(int length)
    {
        if (length > _grant.ChunkSize)
        {
            return Refusal.ChunkTooLarge;
        }

        return length > Math.Min(_grant.MaxFileSize, _grant.Size) - _received ? Refusal.UploadTooLarge : null;
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
    {
        if (chunk.IsEmpty)
        {
            // An empty file's, which is finished.
            return;
        }

        IsSound = false;
        await _stream!.WriteAsync(chunk, cancellationToken);
        IsSound = true;
        _received += chunk.Length;
    }

    /// <summary>Writes what is buffered and lets go of the file, so that whoever reads it from now on reads all of it.</summary>
    public async ValueTask FinishAsync()
    {
        if (_stream is { } stream)
        {
            _stream = null;
            await stream.DisposeAsync();
        }
    }

    /// <summary>Leaves the file to its root, and to the end of its mount.</summary>
    public void Keep() => _kept = true;

    public async ValueTask DisposeAsync()
    {
        try
        {
            await FinishAsync();
        }
        catch (Exception) when (!_kept)
        {
            // It is not whole, and nobody will ever know.
        }

        if (!_kept)
        {
            await _files.DeleteAsync(_id);
        }
    }
}
