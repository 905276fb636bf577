using System.Reflection;
using Orleans.Serialization;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.Serializers;

namespace Musubi.Serialization;

/// <summary>Finds what Orleans cannot serialize, before something has to be.</summary>
internal static class Unserializable
{
    /// <summary>What to do about it.</summary>
    public const string Cure = "Expected plain data, or a type with [GenerateSerializer] and with [Id(n)] on what it holds.";

    /// <summary>The innermost type that has no serializer, in a type and in what it declares that it holds.</summary>
    /// <returns>Null when there is none. What an interface, an abstract class or <see cref="object"/> stands for is known only of a value.</returns>
    public static Type? In(Type type, ICodecProvider codecs) => In(type, codecs, []);

    private static Type? In(Type type, ICodecProvider codecs, HashSet<Type> seen)
    {
        if (!seen.Add(type))
        {
            return null;
        }

        IFieldCodec? codec;
        try
        {
            codec = codecs.TryGetCodec(type);
        }
        catch (CodecNotFoundException)
        {
            // For something that it holds.
            codec = null;
        }

        // A codec for a list may be had without one for its items, and fails as soon as there are some.
        return codec is AbstractTypeSerializer ? null
            : PartsOf(type).Select(part => In(part, codecs, seen)).FirstOrDefault(static part => part is not null) ?? (codec is null ? type : null);
    }

    private static IEnumerable<Type> PartsOf(Type type)
    {
        IEnumerable<Type> parts = type.HasElementType ? [type.GetElementType()!] : type.GenericTypeArguments;
        return parts.Concat(MembersOf(type));
    }

    /// <summary>The types of what a type declares that Orleans serializes of it; none for one that has no generated serializer.</summary>
    public static IEnumerable<Type> MembersOf(Type type)
    {
        if (!type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))
        {
            return [];
        }

        const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        return type.GetProperties(Own).Where(static property => property.IsDefined(typeof(IdAttribute))).Select(static property => property.PropertyType)
            .Concat(type.GetFields(Own).Where(static field => field.IsDefined(typeof(IdAttribute))).Select(static field => field.FieldType));
    }
}
