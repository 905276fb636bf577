using System.Reflection;
using System.Text.Json.Serialization;

namespace Musubi.Grains.Documents;

/// <summary>What a declaration says of a value beyond its type: whether it may be null, and how its numbers are written.</summary>
/// <param name="Where">The declaration, for messages: a record's property, with <c>[]</c> for each list or map around the value.</param>
/// <param name="Nullability">What is known of the value and of what is in it; null for nothing.</param>
/// <param name="Numbers">How a number is written that is the value, or in the list or map that the value is.</param>
internal readonly record struct PropertyPosition(string Where, NullabilityInfo? Nullability, JsonNumberHandling Numbers)
{
    /// <summary>Whether a null here is against the declaration. Where nothing is declared, as in code without nullable annotations, it is not.</summary>
    public bool RefusesNull => Nullability is { ReadState: NullabilityState.NotNull };

    /// <summary>The position of what is in a list, a map or an async value.</summary>
    /// <param name="part">The type of what is in it.</param>
    /// <param name="container">Whether it is a list or a map, whose numbers are written like the value's own.</param>
    public PropertyPosition Part(Type part, bool container) => new(
        $"{Where}[]",
        Nullability?.ElementType ?? Nullability?.GenericTypeArguments.LastOrDefault(argument => argument.Type == part),
        container ? Numbers : JsonNumberHandling.Strict);

    /// <exception cref="NoWireFormException">Always: a value is null.</exception>
    public void ThrowNull(Type type, string? index = null) =>
        throw new NoWireFormException(
            $"{(index is null ? Where : $"{Where[..^2]}[{index}]")} is null. Expected a {type}; what may be null is declared with a question mark.");
}
