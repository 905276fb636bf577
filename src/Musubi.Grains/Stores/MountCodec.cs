using System.Buffers;
using System.Collections.Immutable;
using Musubi.Durable;
using Orleans.Serialization;

namespace Musubi.Grains.Stores;

/// <summary>Writes what a log holds of a root, and reads it.</summary>
/// <remarks>Each record begins with the number of its format. This is the first; a build reads every format that has been released, and writes the newest that its cluster's oldest build
/// reads. Within a format what is written may grow: members are numbered, and a member that a build does not know is passed over.</remarks>
internal sealed class MountCodec(Serializer serializer)
{
    private const byte Format = 1;

    public byte[] Write(MovedMount snapshot) => WriteAny(snapshot);

    public byte[] Write(MountRecord record) => WriteAny(record);

    /// <summary>A mount as it is stored.</summary>
    /// <exception cref="NotSupportedException">It was written in a format that this build does not know.</exception>
    public MovedMount Read(StoredRoot stored) => MountRecord.Apply(
        Read<MovedMount>(stored.Snapshot),
        stored.Records.Select(Read<MountRecord>).ToImmutableArray());

    private byte[] WriteAny<T>(T value)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        buffer.Write([Format]);
        serializer.Serialize(value, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    private T Read<T>(ReadOnlyMemory<byte> data) => data is { Length: > 0 } && data.Span[0] == Format
        ? serializer.Deserialize<T>(data[1..])!
        : throw new NotSupportedException($"Expected a record of format {Format}; got {(data.IsEmpty ? "nothing" : data.Span[0])}.");
}
