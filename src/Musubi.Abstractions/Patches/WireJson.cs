using System.Text.Json;
using System.Text.Json.Serialization;
using Musubi.Json;

namespace Musubi;

/// <summary>How values read and write as JSON on the wire.</summary>
/// <remarks>Source: docs/wire.md, "Values on the wire". Names are snake_case, enums are strings, and reading is strict: a missing
/// constructor parameter, a null where none is declared, also inside lists and maps, or a number in quotes is an error. What counts of a number is
/// its value: 1.0 is an integer.</remarks>
public static class WireJson
{
    /// <summary>Deepest nesting of arrays and objects that is read or written.</summary>
    public const int MaxDepth = 64;

    /// <summary>Naming of properties, map entries that are declared, and enum values.</summary>
    public static JsonNamingPolicy Naming => JsonNamingPolicy.SnakeCaseLower;

    /// <summary>Options for reading payloads and params, and for writing replies.</summary>
    public static JsonSerializerOptions Options { get; } = WireContracts.With(JsonNumberHandling.Strict);
}
