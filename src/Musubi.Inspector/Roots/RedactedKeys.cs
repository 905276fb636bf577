using System.Collections.Frozen;
using System.Reflection;
using Musubi.Grains.Hosting;
using Musubi.Grains.Nodes;

namespace Musubi.Inspector.Roots;

/// <summary>The names of assigns whose values nobody is shown: those of keys that are marked as redacted, wherever in the application's assemblies they are.</summary>
/// <remarks>By name alone, and found before anything is shown. So a key that is marked in one store hides what another assigns under the same name, and one that is held by a class beside the
/// stores counts too: what is hidden for no reason is the cheaper fault.</remarks>
internal sealed class RedactedKeys(IEnumerable<DeclaredSocket> sockets, StoreCatalog catalog)
{
    private const BindingFlags Own = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly Lazy<FrozenSet<string>> _names = new(() => Assemblies(sockets, catalog).Distinct().SelectMany(Types).SelectMany(Names).ToFrozenSet(StringComparer.Ordinal));

    public bool Contains(string key) => _names.Value.Contains(key);

    private static IEnumerable<Assembly> Assemblies(IEnumerable<DeclaredSocket> sockets, StoreCatalog catalog) =>
        sockets.Select(static declared => declared.Socket.Assembly).Concat(catalog.Types.Select(static store => store.Assembly));

    private static Type[] Types(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException exception)
        {
            return [.. exception.Types.OfType<Type>()];
        }
    }

    private static IEnumerable<string> Names(Type type) => type.ContainsGenericParameters
        ? []
        : type.GetFields(Own).Where(static field => typeof(IRedactedKey).IsAssignableFrom(field.FieldType))
            .Select(Value).OfType<IRedactedKey>().Where(static key => key.Redacted).Select(static key => key.Name);

    private static object? Value(FieldInfo field)
    {
        try
        {
            return field.GetValue(null);
        }
        catch (TypeInitializationException)
        {
            // Nobody can assign by a key that cannot be made.
            return null;
        }
    }
}
