using System.Text.Encodings.Web;
using System.Text.Json;

namespace Musubi;

/// <summary>How values read and write as JSON on the wire.</summary>
/// <remarks>Source: docs/wire.md, "Values on the wire". Names are snake_case, enums are strings, and reading is strict: a missing
/// constructor parameter, a null where none is declared or a number in quotes is an error.</remarks>
public static class WireJson
{
    /// <summary>Deepest nesting of arrays and objects that is read or written.</summary>
    public const int MaxDepth = 64;

    /// <summary>Naming of properties, map entries that are declared, and enum values.</summary>
    public static JsonNamingPolicy Naming => JsonNamingPolicy.SnakeCaseLower;

    /// <summary>Options for reading payloads and params, and for writing replies.</summary>
    public static JsonSerializerOptions Options { get; } = CreateOptions();

    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = Naming,
            MaxDepth = MaxDepth,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            // The wire is not embedded in HTML, so only what JSON itself demands is escaped.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new WireEnumConverter() },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
