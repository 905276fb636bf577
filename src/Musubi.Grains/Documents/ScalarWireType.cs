using System.Text.Json;
using Musubi.Values;

namespace Musubi.Grains.Documents;

/// <summary>A value without parts.</summary>
internal sealed class ScalarWireType<T>(Action<Utf8JsonWriter, T> write) : WireType<T>
{
    private static readonly bool IsNumber = (typeof(T).IsPrimitive && typeof(T) != typeof(char) && typeof(T) != typeof(bool)) || typeof(T) == typeof(decimal);

    // For the types whose own equality is coarser than their text; a hash of the coarser kind agrees with it.
    private static readonly ValueComparer<T>? Exact =
        typeof(T) == typeof(double) || typeof(T) == typeof(float) || typeof(T) == typeof(decimal) || typeof(T) == typeof(DateTime) || typeof(T) == typeof(DateTimeOffset) || typeof(T) == typeof(Uri)
            ? ValueComparer<T>.Instance
            : null;

    public override bool MayHoldChildren => false;

    public override WireStructure Structure =>
        typeof(T) == typeof(bool) ? new WireStructure.Truth() : IsNumber ? new WireStructure.Number() : new WireStructure.Text();

    public override void Write(T value, DocumentWriter document)
    {
        if (value is null)
        {
            document.Json.WriteNullValue();
        }
        else
        {
            write(document.Json, value);
        }
    }

    public override bool Same(T before, T after) => Exact is null ? EqualityComparer<T>.Default.Equals(before, after) : Exact.Same(before, after);

    public override int Hash(T value) => value is null ? 0 : EqualityComparer<T>.Default.GetHashCode(value);

    // What JSON has no type for, it writes as text.
    public override object? Generalize(T value) =>
        value is null or string or bool || IsNumber
            ? value
            : JsonSerializer.Deserialize<string>(DocumentWriter.WriteAlone(value, this).Span);
}
