using System.Buffers.Binary;
using System.Buffers.Text;

namespace Musubi.Bench.Load;

/// <summary>A render batch of Blazor's: tables of components, frames and strings, and at its end where each of them starts.</summary>
internal readonly ref struct RenderBatch(ReadOnlySpan<byte> batch)
{
    private const int FrameBytes = 20;
    private const int AttributeFrame = 3;

    private readonly ReadOnlySpan<byte> _batch = batch;

    /// <summary>The ids of the event handlers that it attaches, in the order of the document.</summary>
    public List<ulong> EventHandlers()
    {
        var handlers = new List<ulong>();
        var frames = _batch[Int(_batch.Length - 16)..];
        var count = BinaryPrimitives.ReadInt32LittleEndian(frames);
        for (var i = 0; i < count; i++)
        {
            // An attribute's frame: its type, the places of its name and its value, and the id of its handler.
            var frame = frames.Slice(4 + (i * FrameBytes), FrameBytes);
            if (BinaryPrimitives.ReadInt32LittleEndian(frame) == AttributeFrame && BinaryPrimitives.ReadUInt64LittleEndian(frame[12..]) is not 0 and var handler)
            {
                handlers.Add(handler);
            }
        }

        return handlers;
    }

    /// <summary>Its first string as a number: the counter, in a batch that changes nothing else.</summary>
    public int Number()
    {
        var text = _batch[Int(Int(_batch.Length - 4))..];
        return Utf8Parser.TryParse(text.Slice(1, text[0]), out int number, out var read) && read == text[0]
            ? number
            : throw new InvalidOperationException("Expected a render batch that changes a number.");
    }

    private int Int(int at) => BinaryPrimitives.ReadInt32LittleEndian(_batch[at..]);
}
