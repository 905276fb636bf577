using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Musubi.Grains.Nodes;

namespace Musubi.Grains.Stores;

/// <summary>Which build of the application's stores a silo runs. Another build may render the same assigns to another state.</summary>
/// <param name="Id">The same for the same assemblies.</param>
internal sealed record StoresBuild(string Id)
{
    /// <summary>The build of the stores in a catalog, and of what renders them.</summary>
    public static StoresBuild Of(StoreCatalog catalog)
    {
        var modules = catalog.Types.SelectMany(static store => Assemblies(store)).Append(typeof(StoresBuild).Assembly)
            .Select(static assembly => assembly.ManifestModule.ModuleVersionId.ToString())
            .Distinct()
            .Order(StringComparer.Ordinal);
        return new(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(modules)))[..8]));
    }

    // A store's base classes may be another assembly's.
    private static IEnumerable<Assembly> Assemblies(Type store)
    {
        for (var type = store; type is not null && type != typeof(object); type = type.BaseType)
        {
            yield return type.Assembly;
        }
    }
}
