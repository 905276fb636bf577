using System.Collections.Immutable;
using System.Text.Json;

namespace Musubi.Grains.Commands;

/// <summary>A command's payload, in which the value of each parameter has been found.</summary>
internal readonly ref struct Payload
{
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = WireJson.MaxDepth };

    private readonly ReadOnlySpan<byte> _utf8Json;
    private readonly ReadOnlySpan<Range> _values;

    private Payload(ReadOnlySpan<byte> utf8Json, ReadOnlySpan<Range> values)
    {
        _utf8Json = utf8Json;
        _values = values;
    }

    /// <summary>Finds the field of each parameter. Fields that none declares are passed over; of two with one name the last counts.</summary>
    /// <param name="utf8Json">The payload; empty stands for an object without fields.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="values">Room for where the value of each is.</param>
    /// <exception cref="PayloadException">The payload is not an object.</exception>
    public static Payload Read(ReadOnlySpan<byte> utf8Json, ImmutableArray<CommandParameter> parameters, Span<Range> values)
    {
        values.Clear();
        if (!utf8Json.IsEmpty)
        {
            Find(utf8Json, parameters, values);
        }

        return new Payload(utf8Json, values);
    }

    /// <summary>The JSON value of a parameter; empty when its field is missing.</summary>
    public ReadOnlySpan<byte> Of(int parameter) => _utf8Json[_values[parameter]];

    private static void Find(ReadOnlySpan<byte> utf8Json, ImmutableArray<CommandParameter> parameters, Span<Range> values)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8Json, ReaderOptions);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw new PayloadException("Expected the payload to be an object.");
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var index = 0;
                while (index < parameters.Length && !parameters[index].Names(in reader))
                {
                    index++;
                }

                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                if (index < parameters.Length)
                {
                    values[index] = start..(int)reader.BytesConsumed;
                }
            }
        }
        catch (JsonException)
        {
            throw new PayloadException("Expected the payload to be JSON.");
        }
    }
}
