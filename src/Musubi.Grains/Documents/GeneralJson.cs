using System.Collections.Immutable;
using System.Text.Json;

namespace Musubi.Grains.Documents;

/// <summary>Reads JSON into what hooks after serialization see: see <see cref="WireType{T}.Generalize"/>.</summary>
internal static class GeneralJson
{
    public static object? Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().ToImmutableDictionary(static property => property.Name, static property => Of(property.Value), StringComparer.Ordinal),
        JsonValueKind.Array => json.EnumerateArray().Select(Of).ToImmutableArray(),
        JsonValueKind.String => json.GetString(),
        // A decimal keeps the digits as they were written, where it has room for them.
        JsonValueKind.Number => json.TryGetInt32(out var small) ? small : json.TryGetInt64(out var large) ? large : json.TryGetDecimal(out var exact) ? exact : json.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
