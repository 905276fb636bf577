using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Musubi.Json;

namespace Musubi.Grains.Documents;

/// <summary>A number that <see cref="JsonNumberHandlingAttribute"/> says is written in quotes, or by its name when it is none.</summary>
internal sealed class NumberWireType<T>(JsonNumberHandling handling) : WireType<T>
    where T : struct
{
    private readonly WireType<T> _plain = For<T>();
    private readonly JsonTypeInfo<T> _json = (JsonTypeInfo<T>)WireContracts.With(handling).GetTypeInfo(typeof(T));

    public override bool MayHoldChildren => false;

    public override WireStructure Structure => handling.HasFlag(JsonNumberHandling.WriteAsString) ? new WireStructure.Text() : new WireStructure.NumberOrText();

    public override void Write(T value, DocumentWriter document) => JsonSerializer.Serialize(document.Json, value, _json);

    public override bool Same(T before, T after) => _plain.Same(before, after);

    public override int Hash(T value) => _plain.Hash(value);

    public override object Generalize(T value) => GeneralJson.Of(JsonSerializer.SerializeToElement(value, _json))!;
}
