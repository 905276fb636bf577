using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace Musubi.Gateway.Wire;

/// <summary>What the gateway takes for JSON: strict, no deeper than <see cref="WireJson.MaxDepth"/>, valid UTF-8, and no
/// escape that stands for half a character. Once that is known, every later reader of the same bytes, also in the silo, can
/// read any string in them.</summary>
internal static class JsonText
{
    /// <summary>How the gateway's readers are set.</summary>
    public static JsonReaderOptions ReaderOptions { get; } = new() { MaxDepth = WireJson.MaxDepth };

    /// <summary>The value null.</summary>
    public static ReadOnlyMemory<byte> Null { get; } = "null"u8.ToArray();

    /// <summary>Whether the bytes are one JSON value.</summary>
    public static bool IsValid(ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text))
        {
            return false;
        }

        var reader = new Utf8JsonReader(text, ReaderOptions);
        try
        {
            return reader.Read() && TrySkip(ref reader) && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Moves to the end of the value that begins at the current token, and looks at each of its strings.</summary>
    /// <returns>False when an escape stands for half a character.</returns>
    /// <exception cref="JsonException">The value is not JSON.</exception>
    public static bool TrySkip(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        do
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && !IsWhole(in reader))
            {
                return false;
            }
        }
        while ((reader.CurrentDepth > depth || reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject) && reader.Read());
        return true;
    }

    /// <summary>Whether every escape of the current string stands for a character.</summary>
    public static bool IsWhole(in Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return true;
        }

        // Nothing but unescaping tells, and it throws; only a hostile client pays for that.
        var scratch = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            reader.CopyString(scratch);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }
}
