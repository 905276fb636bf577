using System.Buffers;
using System.Collections.Concurrent;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.Serializers;
using Orleans.Serialization.WireProtocol;

namespace Musubi.Testing.Hosting;

/// <summary>Sends a test's double of a grain as a silo sends a reference to the grain: what arrives is the same one.</summary>
/// <remarks>In a silo a store that keeps an <see cref="IGrain"/> keeps a reference, which can be serialized. A page has doubles in their place, which are plain objects.</remarks>
[Alias("musubi.testing.GrainDouble")]
internal sealed class GrainDoubleCodec : IGeneralizedCodec, IGeneralizedCopier
{
    private static readonly ConcurrentDictionary<object, ulong> Numbers = new(ReferenceEqualityComparer.Instance);
    private static readonly ConcurrentDictionary<ulong, object> Doubles = new();
    private static ulong _last;

    public bool IsSupportedType(Type type) => type == typeof(GrainDoubleCodec) || (typeof(IAddressable).IsAssignableFrom(type) && !type.IsInterface);

    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, object? value)
        where TBufferWriter : IBufferWriter<byte>
    {
        if (value is null)
        {
            ReferenceCodec.WriteNullReference(ref writer, fieldIdDelta);
            return;
        }

        ReferenceCodec.MarkValueField(writer.Session);
        writer.WriteFieldHeader(fieldIdDelta, expectedType!, typeof(GrainDoubleCodec), WireType.VarInt);
        writer.WriteVarUInt64(NumberOf(value));
    }

    public object ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        if (field.IsReference)
        {
            return ReferenceCodec.ReadReference<object, TInput>(ref reader, field)!;
        }

        ReferenceCodec.MarkValueField(reader.Session);
        return Doubles[reader.ReadVarUInt64()];
    }

    public object? DeepCopy(object? input, CopyContext context) => input;

    private static ulong NumberOf(object grain) => Numbers.GetOrAdd(grain, static grain =>
    {
        var number = Interlocked.Increment(ref _last);
        Doubles[number] = grain;
        return number;
    });
}
