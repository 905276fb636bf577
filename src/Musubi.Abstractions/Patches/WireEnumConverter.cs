using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Musubi.Json;

namespace Musubi;

/// <summary>Enums as the snake_case names of their members, but for those that say otherwise with a converter of their own.</summary>
internal sealed class WireEnumConverter : JsonConverterFactory
{
    private readonly JsonStringEnumConverter _names = new(WireJson.Naming, allowIntegerValues: false);

    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsEnum && (!typeToConvert.IsDefined(typeof(JsonConverterAttribute), inherit: false) || OfTheFramework(typeToConvert) is not null);

    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options)
    {
        var own = OfTheFramework(typeToConvert);
        return EnumReader.Around((own is null ? _names : (JsonConverterFactory)Activator.CreateInstance(own)!).CreateConverter(typeToConvert, options), typeToConvert, byNumber: own is not null, options);
    }

    // One of System.Text.Json's, which the enum names: it says how members are written, and not what a member is.
    private static Type? OfTheFramework(Type type) =>
        type.GetCustomAttribute<JsonConverterAttribute>(inherit: false)?.ConverterType is { } named
            && named.Assembly == typeof(JsonSerializer).Assembly && named.IsAssignableTo(typeof(JsonConverterFactory)) && named.GetConstructor([]) is not null
            ? named
            : null;
}
