using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Musubi.Gateway.Wire;

/// <summary>What the gateway takes for JSON: strict, no deeper than <see cref="WireJson.MaxDepth"/>, valid UTF-8, and no
/// escape that stands for half a character. Once that is known, every later reader of the same bytes, also in the silo, can
/// read any string in them.</summary>
/// <remarks>Half a character comes from a text that was cut between the two halves of an emoji, as <c>slice</c> does it. A client that sends it as a WebSocket sends
/// text, and not as an escape, sends U+FFFD; <see cref="Mend"/> makes the same of the escape.</remarks>
internal static class JsonText
{
    private const int UnitLength = 6;

    /// <summary>How the gateway's readers are set.</summary>
    public static JsonReaderOptions ReaderOptions { get; } = new() { MaxDepth = WireJson.MaxDepth };

    /// <summary>The value null.</summary>
    public static ReadOnlyMemory<byte> Null { get; } = "null"u8.ToArray();

    /// <summary>The same for JSON of any depth.</summary>
    /// <param name="length">The length of the text, in which no more levels have room.</param>
    public static JsonReaderOptions AnyDepth(int length) => new() { MaxDepth = length + 1 };

    /// <summary>Whether the bytes are one JSON value.</summary>
    public static bool IsValid(ReadOnlySpan<byte> text, JsonReaderOptions options)
    {
        if (!Utf8.IsValid(text))
        {
            return false;
        }

        var reader = new Utf8JsonReader(text, options);
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

    /// <summary>Replaces each escape that stands for half a character by that of U+FFFD, which is as long. Escapes are in strings alone, so nothing but JSON's
    /// strings is touched, as far as the text is JSON.</summary>
    public static void Mend(Span<byte> text)
    {
        for (var at = 0; text[at..].IndexOf((byte)'\\') is >= 0 and var ahead;)
        {
            at += ahead;
            if (!TryReadUnit(text[at..], out var unit))
            {
                // Another escape, or the beginning of one.
                at = Math.Min(at + 2, text.Length);
            }
            else if (char.IsHighSurrogate(unit) && TryReadUnit(text[(at + UnitLength)..], out var low) && char.IsLowSurrogate(low))
            {
                at += 2 * UnitLength;
            }
            else
            {
                // Where a message was cut off, the other half may be missing. Nothing after it is read then.
                if (char.IsSurrogate(unit))
                {
                    "\\ufffd"u8.CopyTo(text[at..]);
                }

                at += UnitLength;
            }
        }
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

    // An escape of the form \uXXXX.
    private static bool TryReadUnit(ReadOnlySpan<byte> text, out char unit)
    {
        unit = default;
        if (text.Length < UnitLength || text[0] != '\\' || text[1] != 'u' || !Utf8Parser.TryParse(text[2..UnitLength], out ushort value, out var consumed, 'x') || consumed != UnitLength - 2)
        {
            return false;
        }

        unit = (char)value;
        return true;
    }
}
