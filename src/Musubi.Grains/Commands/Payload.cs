using System.Collections.Immutable;
using System.Text.Json;

namespace Musubi.Grains.Commands;

/// <summary>Reads a command's arguments from its payload.</summary>
internal static class Payload
{
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = WireJson.MaxDepth };

    // Stands in an argument's place until the field is seen: null is a value.
    private static readonly object Missing = new();

    /// <summary>Reads one argument for each parameter. Fields that none declares are passed over.</summary>
    /// <exception cref="PayloadException">The payload is not an object, a field is missing, or one has another type.</exception>
    public static object?[] Read(ReadOnlySpan<byte> utf8Json, ImmutableArray<CommandParameter> parameters)
    {
        var arguments = parameters.Length == 0 ? [] : new object?[parameters.Length];
        Array.Fill(arguments, Missing);
        if (!utf8Json.IsEmpty)
        {
            ReadFields(utf8Json, parameters, arguments);
        }

        for (var i = 0; i < arguments.Length; i++)
        {
            if (ReferenceEquals(arguments[i], Missing))
            {
                arguments[i] = parameters[i].Optional
                    ? parameters[i].Default
                    : throw new PayloadException($"Expected field '{parameters[i].Name}'; it is missing.");
            }
        }

        return arguments;
    }

    private static void ReadFields(ReadOnlySpan<byte> utf8Json, ImmutableArray<CommandParameter> parameters, object?[] arguments)
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
                if (index < parameters.Length)
                {
                    arguments[index] = parameters[index].Read(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        catch (JsonException)
        {
            throw new PayloadException("Expected the payload to be JSON.");
        }
    }
}
