using System.Collections.Concurrent;
using System.Reflection;
using Musubi.Grains.Declarations;

namespace Musubi.Grains.Nodes;

/// <summary>The stores of an application: the roots that its sockets declare, by wire module, and every store type, by type.</summary>
/// <param name="createStore">Makes the one instance of a store type, with its services.</param>
internal sealed class StoreCatalog(Func<Type, Store> createStore)
{
    private readonly ConcurrentDictionary<Type, StoreDefinition> _definitions = new();
    private readonly Dictionary<string, StoreDefinition> _roots = new(StringComparer.Ordinal);

    /// <summary>Declares roots, and the stores that their states name; checks all of them.</summary>
    /// <exception cref="StoreDeclarationException">Some are declared wrongly; the message lists every problem.</exception>
    public void Declare(IEnumerable<Type> roots)
    {
        var problems = new List<string>();
        foreach (var root in roots.Distinct())
        {
            var definition = Check(root, [], problems);
            if (definition is not null && !_roots.TryAdd(definition.Name, definition) && _roots[definition.Name].Type != root)
            {
                problems.Add($"Two roots have the wire name '{definition.Name}': {_roots[definition.Name].Type} and {root}. Expected names that differ.");
            }
        }

        if (problems.Count > 0)
        {
            throw new StoreDeclarationException(string.Join(Environment.NewLine, problems));
        }
    }

    /// <summary>A declared root; null when the module is not one.</summary>
    public StoreDefinition? FindRoot(string module) => _roots.GetValueOrDefault(module);

    /// <summary>A store by its type.</summary>
    /// <exception cref="StoreDeclarationException">The store is declared wrongly.</exception>
    public StoreDefinition Of(Type store) =>
        _definitions.TryGetValue(store, out var known) ? known : _definitions.GetOrAdd(store, type => StoreDefinition.Create(createStore(type)));

    private StoreDefinition? Check(Type store, HashSet<Type> seen, List<string> problems)
    {
        if (!seen.Add(store))
        {
            return null;
        }

        try
        {
            var definition = Of(store);
            foreach (var child in NamedIn(definition.StateType, []))
            {
                Check(child, seen, problems);
            }

            return definition;
        }
        catch (StoreDeclarationException exception)
        {
            problems.Add(exception.Message);
            return null;
        }
    }

    // The stores that a state type names as Child<TStore>, at any depth. Those it hides behind Child or object are met at render.
    private static IEnumerable<Type> NamedIn(Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type) || type.IsPrimitive || type == typeof(string))
        {
            return [];
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Child<>))
        {
            return type.GenericTypeArguments;
        }

        var parts = type.IsGenericType ? type.GenericTypeArguments : [];
        return parts.Concat(type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true
                ? []
                : type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Select(static property => property.PropertyType))
            .SelectMany(part => NamedIn(part, seen));
    }
}
