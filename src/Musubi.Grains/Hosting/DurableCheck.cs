using Musubi.Durable;
using Musubi.Grains.Nodes;
using Musubi.Serialization;

namespace Musubi.Grains.Hosting;

/// <summary>Checks at start what the application's durable roots need.</summary>
internal static class DurableCheck
{
    private const double LeastHours = 0.1;
    private const double MostHours = 87_600;
    private const double LeastMinutes = 0.1;
    private const double MostMinutes = 43_200;

    /// <summary>What is wrong; whole sentences, none when all is fine.</summary>
    /// <param name="catalog">The application's stores.</param>
    /// <param name="logs">The storages that the host named.</param>
    public static IEnumerable<string> ProblemsOf(StoreCatalog catalog, IReadOnlyList<IRootLog> logs)
    {
        if (logs.Count > 1)
        {
            yield return $"The host names {logs.Count} storages for durable roots: {string.Join(", ", logs.Select(static log => log.GetType().Name))}. Expected one.";
        }

        var durable = catalog.Roots.Where(static root => root.Durable is not null).ToArray();
        foreach (var root in durable)
        {
            if (logs.Count == 0)
            {
                yield return $"{root.Type} is [Durable], and the silo has no storage for durable roots. Expected one of AddMusubiSqliteStorage, AddMusubiPostgresStorage, AddMusubiRedisStorage, or an IRootLog of the host's own.";
            }

            if (root.Durable!.KeepForHours is not (>= LeastHours and <= MostHours))
            {
                yield return $"{root.Type} is [Durable] with KeepForHours {root.Durable.KeepForHours}. Expected {LeastHours} to {MostHours}.";
            }

            if (root.Durable!.HibernateAfterMinutes is not (0 or (>= LeastMinutes and <= MostMinutes)))
            {
                yield return $"{root.Type} is [Durable] with HibernateAfterMinutes {root.Durable.HibernateAfterMinutes}. Expected {LeastMinutes} to {MostMinutes}, or 0 for the silo's option.";
            }
        }

        if (durable.Length > 0)
        {
            foreach (var problem in Unaliased(catalog))
            {
                yield return problem;
            }
        }
    }

    // What is stored names its types: by an alias, which stays when a class is renamed or moved, or by the class's own name.
    private static IEnumerable<string> Unaliased(StoreCatalog catalog) =>
        from keyed in KeyTypes.In(catalog.Types)
        from type in PartsOf(keyed.Type, []).Distinct()
        where IsOwn(type) && !type.IsDefined(typeof(AliasAttribute), inherit: false)
        select $"{keyed.Field.DeclaringType}.{keyed.Field.Name} holds {type}, which has no [Alias]. Expected one, since a durable root is stored under it and has to be found after the class was renamed or moved.";

    private static IEnumerable<Type> PartsOf(Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type))
        {
            yield break;
        }

        if (!type.HasElementType)
        {
            yield return type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        }

        IEnumerable<Type> parts = type.HasElementType ? [type.GetElementType()!] : type.GenericTypeArguments;
        foreach (var part in parts.Concat(Unserializable.MembersOf(type)).SelectMany(part => PartsOf(part, seen)))
        {
            yield return part;
        }
    }

    private static bool IsOwn(Type type) =>
        !type.IsEnum && type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false) && type.Assembly != typeof(Store).Assembly;
}
