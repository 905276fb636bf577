using System.Buffers;

namespace Musubi.Gateway.Sockets;

/// <summary>The transport below a WebSocket, which holds small writes back until one that is not the last of a batch's, and sees what is read before the WebSocket does.</summary>
/// <remarks>A WebSocket writes each message by itself, and each write is a system call. A command's reply and its patch are two messages
/// that are ready together, and this makes one write of them. Writes come one at a time, since the WebSocket above takes turns; so do reads.</remarks>
internal sealed class CoalescingStream(Stream transport) : Stream
{
    // More than this is worth a write of its own.
    private const int MaxHeldBytes = 16 * 1024;

    private byte[] _held = [];
    private int _heldLength;
    private IncomingFrames _incoming;
    private TaskCompletionSource<int>? _broken;

    /// <summary>Whether more is about to be written, so that what is written now may wait for it.</summary>
    public bool MoreFollows { get; set; }

    /// <summary>Who ends the socket over what is read; until it is there, nothing is looked at.</summary>
    public ITransportGuard? Guard { get; set; }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_broken is { } broken)
        {
            return new(broken.Task);
        }

        var read = transport.ReadAsync(buffer, cancellationToken);

        // Where an idle socket waits, nothing is read: it only hears when something can be. That wait has no state machine here.
        return Guard is null || buffer.IsEmpty ? read
            : read.IsCompletedSuccessfully ? Check(buffer, read.Result)
            : CheckAsync(buffer, read);
    }

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
            _broken?.TrySetException(new IOException("The connection was given up."));
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> CheckAsync(Memory<byte> buffer, ValueTask<int> read) => await Check(buffer, await read);

    // A socket that is to end hears nothing more, but lives until its close frame has been sent, and the client has had the time to see it.
    private ValueTask<int> Check(Memory<byte> buffer, int count)
    {
        if (_incoming.Follow(buffer.Span[..count], Guard!) is not { } reason)
        {
            return new(count);
        }

        _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Guard!.Gone.UnsafeRegister(static broken => ((TaskCompletionSource<int>)broken!).TrySetResult(0), _broken);
        Guard.Close(reason);
        return new(_broken.Task);
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
