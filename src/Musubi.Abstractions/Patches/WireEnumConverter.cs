using System.Text.Json;
using System.Text.Json.Serialization;

namespace Musubi;

/// <summary>Enums as the snake_case names of their members, but for those that say otherwise with a converter of their own.</summary>
internal sealed class WireEnumConverter : JsonConverterFactory
{
    private readonly JsonStringEnumConverter _names = new(WireJson.Naming, allowIntegerValues: false);

    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum && !typeToConvert.IsDefined(typeof(JsonConverterAttribute), inherit: false);

    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) => _names.CreateConverter(typeToConvert, options);
}
