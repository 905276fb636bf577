using System.Buffers;
using System.Text.Json;
using Musubi.Json;

namespace Musubi.Gateway.Wire;

/// <summary>Reads the value after a property's name, and leaves the reader on the value's last token.</summary>
internal static class JsonFields
{
    /// <summary>A string that is not empty, else null.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="likely">What it may well be: then it costs no string.</param>
    public static string? ReadText(this ref Utf8JsonReader reader, string? likely = null)
    {
        reader.Read();
        if (reader.Is(likely))
        {
            return likely;
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        return reader.GetString() is { Length: > 0 } text ? text : null;
    }

    /// <summary>Whether the current token is that string, which is not null or empty.</summary>
    public static bool Is(this in Utf8JsonReader reader, string? text) =>
        !string.IsNullOrEmpty(text) && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(text);

    /// <summary>An integer that fits, in any form that a JSON number has, else null.</summary>
    public static long? ReadInteger(this ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && WireInteger.TryParse<long>(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan, out var value))
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
