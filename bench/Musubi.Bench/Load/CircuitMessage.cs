using MessagePack;

namespace Musubi.Bench.Load;

/// <summary>What a circuit tells its page, as far as a page has to answer it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">The batch's, or the call's.</param>
/// <param name="Content">The batch, the call's arguments as JSON, or what went wrong.</param>
internal readonly record struct CircuitMessage(CircuitMessageKind Kind, long Id, ReadOnlyMemory<byte> Content)
{
    private const int Invocation = 1;
    private const int Completion = 3;
    private const int Close = 7;

    /// <summary>Reads the first of the messages in <paramref name="bytes"/>: SignalR's framing and MessagePack form.</summary>
    /// <param name="bytes">Begins with a message; left with what follows it.</param>
    public static CircuitMessage Read(ref ReadOnlyMemory<byte> bytes)
    {
        var (length, prefix) = Length(bytes.Span);
        var message = bytes.Slice(prefix, length);
        bytes = bytes[(prefix + length)..];

        var reader = new MessagePackReader(message);
        reader.ReadArrayHeader();
        switch (reader.ReadInt32())
        {
            case Invocation:
                reader.Skip();
                reader.Skip();
                return Invoked(ref reader, message);
            case Completion:
                return new CircuitMessage(CircuitMessageKind.Completed, 0, message);
            case Close:
                return new CircuitMessage(CircuitMessageKind.Failed, 0, message);
            default:
                return default;
        }
    }

    private static CircuitMessage Invoked(ref MessagePackReader reader, ReadOnlyMemory<byte> message)
    {
        if (!reader.TryReadStringSpan(out var target))
        {
            return default;
        }

        reader.ReadArrayHeader();
        if (target.SequenceEqual("JS.RenderBatch"u8))
        {
            return new CircuitMessage(CircuitMessageKind.RenderBatch, reader.ReadInt64(), Bytes(ref reader, message));
        }

        if (target.SequenceEqual("JS.BeginInvokeJS"u8))
        {
            var call = reader.ReadInt64();
            reader.Skip();
            return new CircuitMessage(CircuitMessageKind.ScriptCall, call, Bytes(ref reader, message));
        }

        if (target.SequenceEqual("JS.EndInvokeDotNet"u8))
        {
            reader.Skip();
            return reader.ReadBoolean() ? default : new CircuitMessage(CircuitMessageKind.Failed, 0, message);
        }

        return target.SequenceEqual("JS.Error"u8) ? new CircuitMessage(CircuitMessageKind.Failed, 0, message) : default;
    }

    // A string or bytes, where they are.
    private static ReadOnlyMemory<byte> Bytes(ref MessagePackReader reader, ReadOnlyMemory<byte> message)
    {
        var content = reader.NextMessagePackType == MessagePackType.String ? reader.ReadStringSequence() : reader.ReadBytes();
        var end = (int)reader.Consumed;
        return message[(end - (int)content.GetValueOrDefault().Length)..end];
    }

    // Seven bits a byte, the lowest first.
    private static (int Length, int Prefix) Length(ReadOnlySpan<byte> bytes)
    {
        var (length, prefix) = (0, 0);
        do
        {
            length |= (bytes[prefix] & 0x7f) << (7 * prefix);
        }
        while ((bytes[prefix++] & 0x80) != 0);

        return (length, prefix);
    }
}
