using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Musubi.Inspector.Roots;

/// <summary>Writes JSON up to a length, and leaves the rest off.</summary>
internal static class BoundedText
{
    private const string LeftOff = "…";

    /// <summary>What is written, as far as there is room.</summary>
    /// <param name="maxBytes">The room.</param>
    /// <param name="write">Writes.</param>
    /// <exception cref="Exception">Whatever the writer throws.</exception>
    public static string Write(int maxBytes, Action<Utf8JsonWriter> write)
    {
        var buffer = new Buffer(maxBytes);
        var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = WireJson.Options.Encoder, SkipValidation = true });
        try
        {
            write(json);
            json.Flush();
            json.Dispose();
            return Encoding.UTF8.GetString(buffer.Written);
        }
        catch (NoRoomException)
        {
            // The writer is left as it is: to end it would be to write.
            return Encoding.UTF8.GetString(buffer.Written) + LeftOff;
        }
    }

    private sealed class NoRoomException : Exception;

    private sealed class Buffer(int maxBytes) : IBufferWriter<byte>
    {
        private readonly ArrayBufferWriter<byte> _buffer = new(256);

        public ReadOnlySpan<byte> Written => _buffer.WrittenSpan[..Math.Min(_buffer.WrittenCount, maxBytes)];

        public void Advance(int count)
        {
            _buffer.Advance(count);
            if (_buffer.WrittenCount > maxBytes)
            {
                throw new NoRoomException();
            }
        }

        // A single text asks at once for all that it may need, which is a multiple of what it will.
        public Memory<byte> GetMemory(int sizeHint = 0) => sizeHint > 8 * maxBytes ? throw new NoRoomException() : _buffer.GetMemory(sizeHint);

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
