using System.Collections.ObjectModel;
using System.Reflection;

namespace Musubi.Json;

/// <summary>A type as it is declared somewhere: with what may be null in it, down to every type argument.</summary>
/// <param name="Type">The type; of a nullable value its underlying one.</param>
/// <param name="NotNull">Whether a null is against the declaration.</param>
/// <param name="Parts">An array's item, or the type arguments.</param>
internal sealed record Nullness(Type Type, bool NotNull, Nullness[] Parts)
{
    private const byte Nullable = 2;

    /// <summary>What is declared of a parameter, a property or a field.</summary>
    public static Nullness Of(Type type, NullabilityInfo info)
    {
        type = System.Nullable.GetUnderlyingType(type) ?? type;
        var parts = type.IsArray && info.ElementType is { } element ? [Of(type.GetElementType()!, element)]
            : type.IsGenericType && type.GenericTypeArguments.Length == info.GenericTypeArguments.Length ? [.. type.GenericTypeArguments.Zip(info.GenericTypeArguments, Of)]
            : Array.Empty<Nullness>();
        return new Nullness(type, !type.IsValueType && info.ReadState == NullabilityState.NotNull, parts);
    }

    /// <summary>What is declared of a property of this generic type, whose parameters stand for the arguments.</summary>
    /// <param name="property">The property.</param>
    /// <param name="open">The same property of the type's definition.</param>
    public Nullness OfProperty(PropertyInfo property, PropertyInfo open)
    {
        var position = 0;
        return Read(property.PropertyType, open.PropertyType, FlagsOf(open), ref position);
    }

    /// <summary>Tells declarations of one type apart.</summary>
    public string Key => $"{(NotNull ? "!" : "")}{string.Concat(Parts.Select(static part => $"({part.Key})"))}";

    // The compiler writes a number for each reference type and each generic type, from the outermost to the innermost. Those of a type parameter
    // say whether it is `T?`, which reflection's own reader does not tell from `T`.
    private Nullness Read(Type type, Type open, ReadOnlyCollection<byte> flags, ref int position)
    {
        (type, open) = (System.Nullable.GetUnderlyingType(type) ?? type, System.Nullable.GetUnderlyingType(open) ?? open);
        byte flag = 0;
        if (!open.IsValueType || open.IsGenericType)
        {
            flag = flags.Count == 1 ? flags[0] : position < flags.Count ? flags[position] : (byte)0;
            position++;
        }

        if (open.IsGenericParameter)
        {
            var argument = open.GenericParameterPosition < Parts.Length ? Parts[open.GenericParameterPosition] : new Nullness(type, false, []);
            return flag == Nullable ? argument with { NotNull = false } : argument;
        }

        var (parts, openParts) = open.IsArray ? ([type.GetElementType()!], [open.GetElementType()!]) : (type.GetGenericArguments(), open.GetGenericArguments());
        var read = new Nullness[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            read[i] = Read(parts[i], openParts[i], flags, ref position);
        }

        return new Nullness(type, !type.IsValueType && flag == 1, read);
    }

    private static ReadOnlyCollection<byte> FlagsOf(PropertyInfo property)
    {
        if (Flags(property.CustomAttributes, "System.Runtime.CompilerServices.NullableAttribute") is { } own)
        {
            return own;
        }

        for (MemberInfo? context = property.GetMethod; context is not null; context = context.DeclaringType)
        {
            if (Flags(context.CustomAttributes, "System.Runtime.CompilerServices.NullableContextAttribute") is { } around)
            {
                return around;
            }
        }

        return ReadOnlyCollection<byte>.Empty;
    }

    private static ReadOnlyCollection<byte>? Flags(IEnumerable<CustomAttributeData> attributes, string name) =>
        attributes.FirstOrDefault(attribute => attribute.AttributeType.FullName == name)?.ConstructorArguments[0].Value switch
        {
            byte flag => new([flag]),
            IEnumerable<CustomAttributeTypedArgument> several => new([.. several.Select(static flag => (byte)flag.Value!)]),
            _ => null,
        };
}
