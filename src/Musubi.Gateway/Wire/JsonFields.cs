using System.Text.Json;

namespace Musubi.Gateway.Wire;

/// <summary>Reads the value after a property's name, and leaves the reader on the value's last token.</summary>
internal static class JsonFields
{
    /// <summary>A string that is not empty, else null.</summary>
    public static string? ReadText(this ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        return reader.GetString() is { Length: > 0 } text ? text : null;
    }

    /// <summary>An integer that fits, else null.</summary>
    public static long? ReadInteger(this ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value))
        {
            return value;
        }

        reader.Skip();
        return null;
    }

    /// <summary>An array of strings, else null.</summary>
    public static StoreId? ReadStoreId(this ref Utf8JsonReader reader)
    {
        reader.Read();
        var value = reader;
        reader.Skip();
        return StoreId.TryRead(ref value, out var storeId) ? storeId : null;
    }

    /// <summary>The value's own bytes, out of the text that the reader reads.</summary>
    public static ReadOnlyMemory<byte> ReadSlice(this ref Utf8JsonReader reader, ReadOnlyMemory<byte> text)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return text[start..(int)reader.BytesConsumed];
    }
}
