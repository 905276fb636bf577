using System.Text.Json;
using System.Text.Json.Serialization;

namespace Musubi.Inspector.Roots;

/// <summary>Says what a store has assigned. An assign is any data of the application's, so where it has no JSON its type has to do.</summary>
internal static class AssignText
{
    private const int MaxDepth = 32;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = WireJson.Naming,
        Encoder = WireJson.Options.Encoder,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        ReferenceHandler = ReferenceHandler.IgnoreCycles,
        MaxDepth = MaxDepth,
        Converters = { new JsonStringEnumConverter(WireJson.Naming) },
    };

    /// <summary>A value in JSON, cut off where it is long.</summary>
    public static string Of(object? value, int maxBytes) => value switch
    {
        null => "null",
        AsyncResult { Status: AsyncStatus.Ok } async => $"{Word(async.Status)} {Of(async.Untyped, maxBytes)}",
        AsyncResult async => Word(async.Status),

        // A writer takes a text all at once, so it is cut before.
        string text => JsonSerializer.Serialize(text.Length > maxBytes ? text[..maxBytes] : text, Options) + (text.Length > maxBytes ? "…" : ""),
        _ => Json(value, maxBytes),
    };

    private static string Json(object value, int maxBytes)
    {
        try
        {
            return BoundedText.Write(maxBytes, json => JsonSerializer.Serialize(json, value, value.GetType(), Options));
        }
        catch (Exception)
        {
            // Whatever the application's own types throw when they are read.
            return $"({value.GetType().Name})";
        }
    }

    private static string Word(AsyncStatus status) => WireJson.Naming.ConvertName(status.ToString());
}
