using System.Buffers;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.WireProtocol;

namespace Musubi.Serialization;

/// <summary>Writes an assign as Orleans' generated serializers do, and reads one whose type this build does not have: its value is <see cref="UnreadableAssign"/> then.</summary>
/// <remarks>A build adds a type, and another drops one. Where both run side by side, or an application goes back to the build before, the rest of a page must not be lost with it, and a
/// generated serializer refuses the whole.</remarks>
[RegisterSerializer]
internal sealed class AssignCodec : IFieldCodec<Assigns.Assign>
{
    private const uint KeyId = 0;
    private const uint ValueId = 1;

    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, Assigns.Assign value)
        where TBufferWriter : IBufferWriter<byte>
    {
        ReferenceCodec.MarkValueField(writer.Session);
        writer.WriteStartObject(fieldIdDelta, expectedType!, typeof(Assigns.Assign));
        // For the parameters of a record's constructor, of which there are none without an id.
        writer.WriteEndBase();
        StringCodec.WriteField(ref writer, KeyId, value.Key);
        ObjectCodec.WriteField(ref writer, ValueId - KeyId, value.Value!);
        writer.WriteEndObject();
    }

    public Assigns.Assign ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        ReferenceCodec.MarkValueField(reader.Session);
        field.EnsureWireTypeTagDelimited();
        var (key, value, id) = ("", (object?)null, 0u);
        while (true)
        {
            var header = ReadHeader(ref reader);
            if (header.IsEndBaseFields)
            {
                id = 0;
                continue;
            }

            if (header.IsEndBaseOrEndObject)
            {
                return new Assigns.Assign(key, value);
            }

            id += header.FieldIdDelta;
            switch (id)
            {
                case KeyId:
                    key = StringCodec.ReadValue(ref reader, header)!;
                    break;
                case ValueId when header.FieldTypeRaw != typeof(UnreadableAssign):
                    value = ObjectCodec.ReadValue(ref reader, header);
                    break;
                default:
                    value = id == ValueId ? UnreadableAssign.Instance : value;
                    reader.ConsumeUnknownField(header);
                    break;
            }
        }
    }

    // Orleans' own throws at a type that it does not have, when it has read the type's name.
    private static Field ReadHeader<TInput>(ref Reader<TInput> reader)
    {
        var header = new Field(reader.ReadByte());
        if (header.IsEndBaseOrEndObject)
        {
            return header;
        }

        if ((header.Tag & Tag.FieldIdCompleteMask) == Tag.FieldIdCompleteMask)
        {
            header.FieldIdDeltaRaw = reader.ReadVarUInt32();
        }

        header.FieldTypeRaw = header.SchemaType switch
        {
            SchemaType.WellKnown => reader.Session.WellKnownTypes.GetWellKnownType(reader.ReadVarUInt32()),
            SchemaType.Encoded => ReadType(ref reader),
            SchemaType.Referenced => reader.Session.ReferencedTypes.GetReferencedType(reader.ReadVarUInt32()),
            _ => null,
        };
        return header;
    }

    private static Type ReadType<TInput>(ref Reader<TInput> reader)
    {
        Type? type = null;
        try
        {
            type = reader.Session.TypeCodec.TryRead(ref reader);
        }
        catch (InvalidOperationException)
        {
            // The name of no type that may be read here.
        }

        // Later values of it name it by its place among the types.
        type ??= typeof(UnreadableAssign);
        reader.Session.ReferencedTypes.RecordReferencedType(type);
        return type;
    }
}

/// <summary>Copies an assign as Orleans' generated copiers do.</summary>
[RegisterCopier]
internal sealed class AssignCopier : IDeepCopier<Assigns.Assign>
{
    public Assigns.Assign DeepCopy(Assigns.Assign input, CopyContext context) => new(input.Key, context.DeepCopy(input.Value));
}
