using System.Reflection;
using Orleans.Serialization.Serializers;

namespace Musubi.Serialization;

/// <summary>Checks the typed keys of an application: what is assigned to them must be data that Orleans can serialize, and that can be said at start.</summary>
internal static class KeyTypes
{
    private const BindingFlags Declared = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>What is wrong with the keys that some stores and sockets declare, and all other classes of their assemblies.</summary>
    /// <remarks>Not with those of other stores and sockets, which this process may not host.</remarks>
    /// <returns>Whole sentences; none when all are fine.</returns>
    public static IEnumerable<string> ProblemsOf(IEnumerable<Type> classes, ICodecProvider codecs) =>
        In(classes)
            .Select(key => (key.Field, Missing: Unserializable.In(key.Type, codecs)))
            .Where(static key => key.Missing is not null)
            .Select(static key => $"{key.Field.DeclaringType}.{key.Field.Name} is a {key.Field.FieldType}, and Orleans cannot serialize {key.Missing}. {Unserializable.Cure}");

    /// <summary>The keys that some stores and sockets declare, and all other classes of their assemblies, each with the type of its assign.</summary>
    public static IEnumerable<(FieldInfo Field, Type Type)> In(IEnumerable<Type> classes)
    {
        Type[] named = [.. classes];
        return named.Select(static type => type.Assembly).Distinct().SelectMany(TypesOf)
            .Where(static type => !typeof(Store).IsAssignableFrom(type) && !typeof(MusubiSocket).IsAssignableFrom(type))
            .Concat(named.SelectMany(WithBases))
            .Where(static type => !type.ContainsGenericParameters)
            .Distinct()
            .SelectMany(static type => type.GetFields(Declared))
            .Select(static field => (Field: field, Type: AssignOf(field.FieldType)!))
            .Where(static key => key.Type is not null);
    }

    private static Type? AssignOf(Type key)
    {
        for (var type = key; type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Key<>))
            {
                return type.GenericTypeArguments[0];
            }
        }

        return null;
    }

    // Of a generic store only the closed type knows what its keys are for.
    private static IEnumerable<Type> WithBases(Type type)
    {
        for (var at = type; at is not null && at != typeof(object); at = at.BaseType)
        {
            yield return at;
        }
    }

    private static IEnumerable<Type> TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException exception)
        {
            // Some of its types need an assembly that is not here, and nobody can use them.
            return exception.Types.OfType<Type>();
        }
    }
}
