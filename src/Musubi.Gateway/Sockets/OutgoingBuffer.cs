using System.Buffers;
using System.Buffers.Binary;

namespace Musubi.Gateway.Sockets;

/// <summary>Messages one after the other in one rented array, each behind its length. Empty, it holds no memory.</summary>
internal sealed class OutgoingBuffer : IBufferWriter<byte>
{
    private const int PrefixBytes = sizeof(int);
    private const int SmallestRent = 1024;

    private byte[] _bytes = [];
    private int _written;
    private int _read;
    private int _messageStart;

    public bool IsEmpty => _read == _written;

    /// <summary>Begins a message; what is written until <see cref="EndMessage"/> is its content.</summary>
    public void BeginMessage()
    {
        _messageStart = _written;
        GetSpan(PrefixBytes);
        _written += PrefixBytes;
    }

    /// <returns>The message's length in bytes.</returns>
    public int EndMessage()
    {
        var length = _written - _messageStart - PrefixBytes;
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(_messageStart), length);
        return length;
    }

    /// <summary>Takes the first message; its memory is good until <see cref="Clear"/>.</summary>
    public bool TryTake(out ReadOnlyMemory<byte> message)
    {
        if (IsEmpty)
        {
            message = default;
            return false;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(_read));
        message = _bytes.AsMemory(_read + PrefixBytes, length);
        _read += PrefixBytes + length;
        return true;
    }

    /// <summary>Forgets everything, and gives the memory back.</summary>
    public void Clear()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = [];
        _written = _read = 0;
    }

    public void Advance(int count) => _written += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        var needed = _written + Math.Max(sizeHint, 1);
        if (needed > _bytes.Length)
        {
            var grown = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(SmallestRent, _bytes.Length * 2)));
            _bytes.AsSpan(0, _written).CopyTo(grown);
            if (_bytes.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_bytes);
            }

            _bytes = grown;
        }

        return _bytes.AsMemory(_written);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
