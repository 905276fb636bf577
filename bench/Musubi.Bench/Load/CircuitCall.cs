using System.Buffers;
using System.Buffers.Binary;
using MessagePack;

namespace Musubi.Bench.Load;

/// <summary>What a page tells its circuit: invocations of its hub, as "blazorpack" writes them.</summary>
internal static class CircuitCall
{
    /// <summary>Writes an invocation.</summary>
    /// <param name="invocation">Its id, if it is to be answered.</param>
    /// <param name="target">The hub's method.</param>
    /// <param name="arguments">Strings, numbers, truth values and nulls.</param>
    public static byte[] Write(string? invocation, string target, params object?[] arguments)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        writer.WriteArrayHeader(6);
        writer.Write(1);
        writer.WriteMapHeader(0);
        writer.Write(invocation);
        writer.Write(target);
        writer.WriteArrayHeader(arguments.Length);
        foreach (var argument in arguments)
        {
            switch (argument)
            {
                case string text:
                    writer.Write(text);
                    break;
                case long number:
                    writer.WriteInt64(number);
                    break;
                case bool truth:
                    writer.Write(truth);
                    break;
                default:
                    writer.WriteNil();
                    break;
            }
        }

        writer.WriteArrayHeader(0);
        writer.Flush();
        return [.. Prefix(buffer.WrittenCount), .. buffer.WrittenSpan];
    }

    /// <summary>Writes that a batch has been rendered.</summary>
    public static byte[] RenderCompleted() => Write(null, "OnRenderCompleted", 0L, null);

    /// <summary>Makes <see cref="RenderCompleted"/> speak of another batch: its number has eight bytes, followed by two of one byte each.</summary>
    public static void SetBatch(byte[] renderCompleted, long batch) =>
        BinaryPrimitives.WriteInt64BigEndian(renderCompleted.AsSpan(renderCompleted.Length - 10), batch);

    // Seven bits a byte, the lowest first.
    private static IEnumerable<byte> Prefix(int length)
    {
        for (; length > 0x7f; length >>= 7)
        {
            yield return (byte)(length | 0x80);
        }

        yield return (byte)length;
    }
}
