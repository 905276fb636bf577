using System.Buffers;

namespace Musubi.Gateway.Sockets;

/// <summary>The transport below a WebSocket, which holds small writes back until one that is not the last of a batch's.</summary>
/// <remarks>A WebSocket writes each message by itself, and each write is a system call. A command's reply and its patch are two messages
/// that are ready together, and this makes one write of them. Writes come one at a time, since the WebSocket above takes turns.</remarks>
internal sealed class CoalescingStream(Stream transport) : Stream
{
    // More than this is worth a write of its own.
    private const int MaxHeldBytes = 16 * 1024;

    private byte[] _held = [];
    private int _heldLength;

    /// <summary>Whether more is about to be written, so that what is written now may wait for it.</summary>
    public bool MoreFollows { get; set; }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => transport.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_heldLength + buffer.Length > MaxHeldBytes)
        {
            return WriteApartAsync(buffer, cancellationToken);
        }

        if (_heldLength == 0 && !MoreFollows)
        {
            return transport.WriteAsync(buffer, cancellationToken);
        }

        Hold(buffer.Span);
        return MoreFollows ? ValueTask.CompletedTask : WriteHeldAsync(cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Nothing to do: the transport sends what it is given at once, and what is held waits for the next write.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // What is held stays the writer's, who may be in the middle of a write: two that give the same array back, or one that gives back what
            // another still fills, would have two sockets write into one array. What nobody writes any more is left to the collector.
            transport.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        if (_held.Length == 0)
        {
            _held = ArrayPool<byte>.Shared.Rent(MaxHeldBytes);
        }

        bytes.CopyTo(_held.AsSpan(_heldLength));
        _heldLength += bytes.Length;
    }

    private async ValueTask WriteHeldAsync(CancellationToken cancellationToken)
    {
        await transport.WriteAsync(_held.AsMemory(0, _heldLength), cancellationToken);
        Return();
    }

    private async ValueTask WriteApartAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_heldLength > 0)
        {
            await WriteHeldAsync(cancellationToken);
        }

        await transport.WriteAsync(buffer, cancellationToken);
    }

    private void Return()
    {
        if (_held.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_held);
            _held = [];
            _heldLength = 0;
        }
    }
}
