using System.Buffers;

namespace Musubi.Gateway.Uploads;

/// <summary>A part of a file, in rented memory of its own. Disposed of once.</summary>
internal readonly struct Chunk : IDisposable
{
    private readonly byte[] _rented;
    private readonly int _length;

    public Chunk(string? @ref, ReadOnlyMemory<byte> bytes)
    {
        Ref = @ref;
        _length = bytes.Length;
        _rented = ArrayPool<byte>.Shared.Rent(_length);
        bytes.CopyTo(_rented);
    }

    /// <summary>What the reply must carry.</summary>
    public string? Ref { get; }

    public ReadOnlyMemory<byte> Bytes => _rented.AsMemory(0, _length);

    public void Dispose() => ArrayPool<byte>.Shared.Return(_rented);
}
