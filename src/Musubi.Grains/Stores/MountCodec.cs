using System.Buffers;
using System.Collections.Immutable;
using Musubi.Durable;
using Orleans.Serialization;

namespace Musubi.Grains.Stores;

/// <summary>Writes what a log holds of a root, and reads it.</summary>
/// <remarks>Each record begins with the number of its format. This is the first; a build reads every format that has been released, and writes the newest that its cluster's oldest build
/// reads. Within a format what is written may grow: members are numbered, and a member that a build does not know is passed over.</remarks>
internal sealed class MountCodec(Serializer serializer, IRootProtector? protector = null)
{
    private const byte Format = 1;

    // In the place of a format: what follows is what the protector made of a record, its format included.
    private const byte Protected = 128;

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
        var record = buffer.WrittenSpan.ToArray();
        return protector is null ? record : [Protected, .. protector.Protect(record)];
    }

    private T Read<T>(ReadOnlyMemory<byte> data) => (data.IsEmpty ? (byte)0 : data.Span[0]) switch
    {
        Format => serializer.Deserialize<T>(data[1..])!,
        Protected when protector is not null => Read<T>(protector.Unprotect(data[1..].ToArray())),
        Protected => throw new NotSupportedException($"Expected a record that is not encrypted, as this silo has no {nameof(IRootProtector)}; got one that is."),
        var format => throw new NotSupportedException($"Expected a record of format {Format}; got {format}."),
    };
}
