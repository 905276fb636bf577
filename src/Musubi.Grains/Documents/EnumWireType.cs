using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Musubi.Grains.Documents;

/// <summary>An enum, written as the snake_case name of its member; of flags as the names of all that are set.</summary>
internal sealed class EnumWireType<T> : WireType<T>
    where T : struct, Enum
{
    private readonly FrozenDictionary<T, Name> _names = Enum.GetNames<T>()
        .DistinctBy(Enum.Parse<T>)
        .ToFrozenDictionary(
            Enum.Parse<T>,
            static name => new Name(typeof(T).GetField(name)!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? WireJson.Naming.ConvertName(name)));

    private static readonly bool IsFlags = typeof(T).IsDefined(typeof(FlagsAttribute), inherit: false);

    public override WireStructure Structure => IsFlags ? new WireStructure.Text() : new WireStructure.Choice([.. _names.OrderBy(static name => name.Key).Select(static name => name.Value.Text)]);

    public override bool MayHoldChildren => false;

    public override void Write(T value, DocumentWriter document) => document.Json.WriteStringValue(NameOf(value).Encoded);

    public override bool Same(T before, T after) => EqualityComparer<T>.Default.Equals(before, after);

    public override int Hash(T value) => EqualityComparer<T>.Default.GetHashCode(value);

    public override object Generalize(T value) => NameOf(value).Text;

    private Name NameOf(T value) =>
        _names.TryGetValue(value, out var name)
            ? name
            : (IsFlags ? Combined(value) : null) ?? throw new NoWireFormException($"{typeof(T)} has no member for {value}. Expected one of {string.Join(", ", Enum.GetNames<T>())}.");

    // Several flags at once, as a payload may hold them: their names with commas between.
    private static Name? Combined(T value)
    {
        try
        {
            return new Name(JsonSerializer.SerializeToElement(value, WireJson.Options).GetString()!);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // As it is, and as it is written.
    private sealed record Name(string Text)
    {
        public JsonEncodedText Encoded { get; } = JsonEncodedText.Encode(Text, WireJson.Options.Encoder);
    }
}
