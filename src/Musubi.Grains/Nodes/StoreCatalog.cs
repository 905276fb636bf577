using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Musubi.Grains.Declarations;
using Musubi.Grains.Services;
using Musubi.Values;

namespace Musubi.Grains.Nodes;

/// <summary>The stores of an application: the roots that its sockets declare, by wire module, and every store type, by type.</summary>
/// <param name="createStore">Makes the one instance of a store type, with its services.</param>
/// <param name="services">Which parameters of callbacks are services, and where they come from.</param>
internal sealed class StoreCatalog(Func<Type, Store> createStore, CallbackServices services)
{
    private readonly ConcurrentDictionary<Type, StoreDefinition> _definitions = new();
    private readonly Dictionary<string, StoreDefinition> _roots = new(StringComparer.Ordinal);
    private readonly List<InvalidOperationException> _unmade = [];

    /// <summary>Which parameters of callbacks are services, and where they come from.</summary>
    public CallbackServices Services => services;

    /// <summary>Declares roots, and the stores that their states name; checks all of them.</summary>
    /// <exception cref="StoreDeclarationException">Some are declared wrongly; the message lists every problem.</exception>
    public void Declare(IEnumerable<Type> roots)
    {
        var problems = new Problems();
        var seen = new HashSet<Type>();
        foreach (var root in roots.Distinct())
        {
            var definition = Check(root, seen, problems);
            if (definition is not null && !_roots.TryAdd(definition.Name, definition) && _roots[definition.Name].Type != root)
            {
                problems.Add($"Two roots have the wire name '{definition.Name}': {_roots[definition.Name].Type} and {root}. Expected names that differ.");
            }
        }

        if (_unmade is [var only] && problems.Count == 1)
        {
            // The container's own words, where nothing else is wrong.
            ExceptionDispatchInfo.Throw(only);
        }

        problems.ThrowIfAny();
    }

    /// <summary>The types of all stores that are known.</summary>
    public IEnumerable<Type> Types => _definitions.Keys;

    /// <summary>The declared roots.</summary>
    public IEnumerable<StoreDefinition> Roots => _roots.Values;

    /// <summary>A declared root; null when the module is not one.</summary>
    public StoreDefinition? FindRoot(string module) => _roots.GetValueOrDefault(module);

    /// <summary>A store by its type.</summary>
    /// <exception cref="StoreDeclarationException">The store is declared wrongly.</exception>
    public StoreDefinition Of(Type store) =>
        _definitions.TryGetValue(store, out var known) ? known : _definitions.GetOrAdd(store, type => StoreDefinition.Create(createStore(type), services));

    private StoreDefinition? Check(Type store, HashSet<Type> seen, Problems problems)
    {
        if (!seen.Add(store))
        {
            return _definitions.GetValueOrDefault(store);
        }

        // A store that cannot be made declares something all the same, and what is wrong with that is to be said too.
        problems.Check(() => Add(store, problems.TryRead(() => Make(store), out var made) ? made : (Store)RuntimeHelpers.GetUninitializedObject(store)));
        foreach (var child in StoreDefinition.StateOf(store) is { } state ? NamedIn(state) : [])
        {
            Check(child, seen, problems);
        }

        return _definitions.GetValueOrDefault(store);
    }

    private Store Make(Type store)
    {
        try
        {
            return createStore(store);
        }
        catch (InvalidOperationException exception)
        {
            _unmade.Add(exception);
            throw;
        }
    }

    private void Add(Type store, Store made) => _definitions.TryAdd(store, StoreDefinition.Create(made, services));

    // The stores that a state type names as Child<TStore>, at any depth. Those it hides behind Child or object are met at render.
    // A state that needs ever larger types is refused, so nothing more has to be found in it.
    private static IEnumerable<Type> NamedIn(Type state)
    {
        var seen = new HashSet<Type>();
        var open = new Stack<Type>([state]);
        while (open.TryPop(out var type) && !GenericDepth.IsTooDeep(type))
        {
            if (!seen.Add(type) || type.IsPrimitive || type == typeof(string))
            {
                continue;
            }

            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Child<>))
            {
                yield return type.GenericTypeArguments[0];
                continue;
            }

            // The first of them is taken off first.
            foreach (var part in PartsOf(type).Reverse())
            {
                open.Push(part);
            }
        }
    }

    private static IEnumerable<Type> PartsOf(Type type) =>
        (type.IsGenericType ? type.GenericTypeArguments : []).Concat(type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true
            ? []
            : type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(Documents.PropertyAttributes.IsWritten).Select(static property => property.PropertyType));
}
