using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Musubi.Values;

namespace Musubi.Grains.Documents;

/// <summary>A value that <see cref="JsonConverterAttribute"/> says how to write. What it becomes is known to its converter alone, so two values are compared by their text.</summary>
internal sealed class ConverterWireType<T>(JsonConverter<T> converter) : WireType<T>
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = WireJson.Options.Encoder, MaxDepth = WireJson.MaxDepth };

    // An object that can change is copied, like one that is written property by property.
    private static readonly bool IsMutable = !typeof(T).IsValueType && ImmutabilityOf.FieldsOf(typeof(T)).Any(static field => !field.IsInitOnly);

    public override bool MayHoldChildren => false;

    public override bool MayChange => IsMutable;

    public override T Freeze(T value, ref bool changed)
    {
        if (!IsMutable || value is null)
        {
            return value;
        }

        changed = true;
        return (T)CollectionFreezer.CopyOf(value);
    }

    public override WireStructure Structure => typeof(T).IsEnum ? StructureOfEnum() : new WireStructure.Anything();

    public override void Write(T value, DocumentWriter document) => document.Json.WriteRawValue(Text(value), skipInputValidation: true);

    public override bool Same(T before, T after) => Text(before).AsSpan().SequenceEqual(Text(after));

    public override int Hash(T value)
    {
        var hash = new HashCode();
        hash.AddBytes(Text(value));
        return hash.ToHashCode();
    }

    public override object? Generalize(T value)
    {
        using var json = JsonDocument.Parse(Text(value));
        return GeneralJson.Of(json.RootElement);
    }

    private byte[] Text(T value)
    {
        if (value is null && !converter.HandleNull)
        {
            return [.. "null"u8];
        }

        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, WriterOptions);
        converter.Write(json, value, WireJson.Options);
        json.Flush();
        Check(buffer.WrittenSpan);
        return buffer.WrittenSpan.ToArray();
    }

    // A converter is the application's: it may leave a value unfinished, or write what the runtime reads as its own marker.
    private void Check(ReadOnlySpan<byte> written)
    {
        try
        {
            var reader = new Utf8JsonReader(written, new JsonReaderOptions { MaxDepth = WireJson.MaxDepth });
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName)
                {
                    ReservedNames.Check(reader.GetString()!, typeof(T));
                }
            }
        }
        catch (JsonException)
        {
            throw new NoWireFormException($"{converter.GetType()} wrote no whole JSON value for a {typeof(T)}. Expected one.");
        }
    }

    private WireStructure StructureOfEnum()
    {
        var texts = Enum.GetValuesAsUnderlyingType(typeof(T)).Cast<object>().Select(value => JsonElement.Parse(Text((T)Enum.ToObject(typeof(T), value)))).ToImmutableArray();
        return texts.All(static text => text.ValueKind == JsonValueKind.String) && typeof(T).IsDefined(typeof(FlagsAttribute), inherit: false) ? new WireStructure.Text()
            : texts.All(static text => text.ValueKind == JsonValueKind.String) ? new WireStructure.Choice([.. texts.Select(static text => text.GetString()!).Distinct()])
            : texts.All(static text => text.ValueKind == JsonValueKind.Number) ? new WireStructure.Number()
            : new WireStructure.Anything();
    }
}
