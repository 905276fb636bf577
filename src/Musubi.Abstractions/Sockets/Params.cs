using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Musubi.Json;

namespace Musubi;

/// <summary>What a client sent along with a connect, a join or a mount: a JSON object, read field by field.</summary>
/// <remarks>Hostile until read: every read names the type it expects. Kept as the bytes that came in.</remarks>
[GenerateSerializer, Immutable, Alias("musubi.v1.Params")]
public sealed class Params : IEquatable<Params>
{
    /// <summary>No params: <c>{}</c>.</summary>
    public static Params Empty { get; } = new("{}"u8.ToArray());

    [Id(0)]
    private readonly byte[] _json;

    private Params(byte[] json) => _json = json;

    /// <summary>The object as UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Utf8Json => _json;

    /// <summary>Copies a JSON object.</summary>
    /// <returns>False when the bytes are not one JSON object of whole Unicode text, at most <see cref="WireJson.MaxDepth"/> deep.</returns>
    public static bool TryCreate(ReadOnlySpan<byte> utf8Json, [NotNullWhen(true)] out Params? result)
    {
        // Most clients have nothing to say, and each root keeps what its client said.
        result = utf8Json.SequenceEqual(Empty._json) ? Empty : IsObject(utf8Json) ? new Params(utf8Json.ToArray()) : null;
        return result is not null;
    }

    /// <summary>Parses a JSON object.</summary>
    /// <exception cref="FormatException">The text is not one JSON object.</exception>
    public static Params Parse(string json) =>
        TryCreate(Encoding.UTF8.GetBytes(json), out var result) ? result : throw new FormatException("Expected a JSON object.");

    /// <summary>Makes params out of names and values, as a client would send them.</summary>
    public static Params Of(params IEnumerable<KeyValuePair<string, object?>> entries) =>
        new(JsonSerializer.SerializeToUtf8Bytes(entries.ToDictionary(), WireJson.Options));

    /// <summary>Whether the field is there, whatever its value.</summary>
    public bool Has(string name) => TryFind(name, out _);

    /// <summary>A field's value.</summary>
    /// <exception cref="InvalidOperationException">The type cannot be read from JSON: a tuple, say.</exception>
    /// <exception cref="ParamException">The field is missing or not of this type; null is of a type only when that is a nullable value type.</exception>
    public T Get<T>(string name) =>
        TryFind(name, out var reader)
            ? Read<T>(name, ref reader)
            : throw new ParamException(name, $"Expected param '{name}'; it is missing.");

    /// <summary>A field's value, or the fallback when the field is missing or null.</summary>
    /// <exception cref="ParamException">The field is there, but not of this type.</exception>
    [return: NotNullIfNotNull(nameof(fallback))]
    public T? Get<T>(string name, T? fallback) =>
        TryFind(name, out var reader) && reader.TokenType != JsonTokenType.Null ? Read<T>(name, ref reader) : fallback;

    /// <summary>A field's value, if it is there, of this type and not null.</summary>
    public bool TryGet<T>(string name, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (!TryFind(name, out var reader))
        {
            return false;
        }

        Readable<T>.Check(name);
        try
        {
            value = JsonSerializer.Deserialize<T>(ref reader, WireJson.Options);
            return value is not null;
        }
        catch (Exception exception) when (ReadFault.IsOfTheValue(exception))
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public bool Equals(Params? other) => other is not null && _json.AsSpan().SequenceEqual(other._json);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Params);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_json);
        return hash.ToHashCode();
    }

    /// <summary>Names the type alone: the content is the client's, and may be a secret.</summary>
    public override string ToString() => nameof(Params);

    private static bool IsObject(ReadOnlySpan<byte> utf8Json)
    {
        if (!Utf8.IsValid(utf8Json))
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(utf8Json);
            var isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            while (isObject && reader.Read())
            {
                if (reader.ValueIsEscaped)
                {
                    // Half a surrogate pair reads as valid JSON, and would throw at every later look at it.
                    _ = reader.GetString();
                }
            }

            return isObject;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static T Read<T>(string name, ref Utf8JsonReader reader)
    {
        Readable<T>.Check(name);
        var found = reader.TokenType;
        try
        {
            var value = JsonSerializer.Deserialize<T>(ref reader, WireJson.Options);
            if (value is not null || Nullable.GetUnderlyingType(typeof(T)) is not null)
            {
                return value!;
            }
        }
        catch (Exception exception) when (ReadFault.IsOfTheValue(exception))
        {
            // Falls through, because this exception's text quotes the client.
        }

        throw new ParamException(name, $"Expected param '{name}' to be {typeof(T)}; got {Describe(found)}.");
    }

    private static string Describe(JsonTokenType value) => value switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "a boolean",
    };

    private bool TryFind(string name, out Utf8JsonReader reader)
    {
        reader = new Utf8JsonReader(_json);
        reader.Read();
        var found = false;
        var at = reader;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var match = reader.ValueTextEquals(name);
            reader.Read();
            if (match)
            {
                // The last of doubled names wins, as in every JSON parser that users know.
                found = true;
                at = reader;
            }

            reader.Skip();
        }

        reader = at;
        return found;
    }
}
