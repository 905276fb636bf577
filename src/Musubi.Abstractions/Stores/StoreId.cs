using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Musubi;

/// <summary>Where a store sits in its root's tree: the local ids on the way down, the root itself being empty.</summary>
/// <remarks>The server writes it beside every store as <c>__musubi_store_id__</c>; clients echo it verbatim.
/// Printed and parsed as the JSON array it is on the wire: <c>["lines","line-2"]</c>.</remarks>
[GenerateSerializer, Immutable, Alias("musubi.v1.StoreId")]
public readonly struct StoreId : IEquatable<StoreId>, ISpanParsable<StoreId>
{
    // Never written to. An array, because an immutable one is copied twice on its way between two processes.
    [Id(0)]
    private readonly string[]? _segments;

    private StoreId(ImmutableArray<string> segments) => _segments = ImmutableCollectionsMarshal.AsArray(segments);

    /// <summary>The root of a tree: <c>[]</c>.</summary>
    public static StoreId Root => default;

    /// <summary>The local ids, outermost first; empty for the root.</summary>
    public ImmutableArray<string> Segments => _segments is null ? [] : ImmutableCollectionsMarshal.AsImmutableArray(_segments);

    /// <summary>Number of local ids; 0 for the root.</summary>
    public int Depth => Segments.Length;

    /// <summary>Whether this is the root's id.</summary>
    public bool IsRoot => _segments is null or [];

    /// <summary>Makes an id out of local ids, outermost first.</summary>
    public static StoreId Of(params ReadOnlySpan<string> segments) =>
        segments.IsEmpty ? default : new StoreId([.. segments]);

    /// <summary>The id one level below this one.</summary>
    public StoreId Append(string segment)
    {
        ArgumentNullException.ThrowIfNull(segment);
        return new StoreId(Segments.Add(segment));
    }

    /// <summary>Reads an id at the reader's current token, an array of strings; leaves the reader on its end.</summary>
    /// <returns>False, and the reader somewhere inside the value, when it is anything else.</returns>
    /// <exception cref="JsonException">The JSON is malformed from here on.</exception>
    public static bool TryRead(ref Utf8JsonReader reader, out StoreId storeId)
    {
        storeId = default;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        ImmutableArray<string>.Builder? segments = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            try
            {
                (segments ??= ImmutableArray.CreateBuilder<string>(2)).Add(reader.GetString()!);
            }
            catch (InvalidOperationException)
            {
                // Half a surrogate pair, or bytes that are no UTF-8: JSON by its grammar, but no text.
                return false;
            }
        }

        if (reader.TokenType != JsonTokenType.EndArray)
        {
            return false;
        }

        storeId = segments is null ? default : new StoreId(segments.DrainToImmutable());
        return true;
    }

    /// <summary>Writes the id as a JSON array of strings.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartArray();
        foreach (var segment in Segments)
        {
            writer.WriteStringValue(segment);
        }

        writer.WriteEndArray();
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static StoreId Parse(string s, IFormatProvider? provider = null) => Parse(s.AsSpan(), provider);

    /// <summary>Parses the printed form, a JSON array of strings.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static StoreId Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id)
            ? id
            : throw new FormatException($"Expected a store id, a JSON array of strings like [\"lines\",\"line-2\"]; got '{s}'.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out StoreId result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out StoreId result)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(s.ToArray()));
            reader.Read();
            return TryRead(ref reader, out result) && !reader.Read();
        }
        catch (JsonException)
        {
            result = default;
            return false;
        }
    }

    /// <inheritdoc/>
    public bool Equals(StoreId other) => Segments.AsSpan().SequenceEqual(other.Segments.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is StoreId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var segment in Segments)
        {
            hash.Add(segment, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }

    /// <summary>The id as a JSON array, the same text that <see cref="WriteTo"/> writes.</summary>
    public override string ToString()
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Encoder = WireJson.Options.Encoder }))
        {
            WriteTo(writer);
        }

        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    /// <summary>Equality of the local ids, ordinally.</summary>
    public static bool operator ==(StoreId left, StoreId right) => left.Equals(right);

    /// <summary>Inequality of the local ids, ordinally.</summary>
    public static bool operator !=(StoreId left, StoreId right) => !left.Equals(right);
}
