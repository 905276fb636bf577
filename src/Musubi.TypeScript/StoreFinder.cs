using System.Reflection;
using System.Runtime.CompilerServices;
using Musubi.Grains.Declarations;
using Musubi.Grains.Nodes;
using Musubi.Grains.Services;

namespace Musubi.TypeScript;

/// <summary>Finds an application's stores: those of its assembly, and of each assembly it refers to that knows Musubi.</summary>
internal static class StoreFinder
{
    // Its stores are for its own page, which has types of its own.
    private const string Inspector = "Musubi.Inspector";

    /// <exception cref="BrokenApplicationException">A type cannot be loaded, there is no store, or two have one wire name.</exception>
    /// <exception cref="StoreDeclarationException">A store is declared wrongly; the message lists every problem.</exception>
    public static IReadOnlyList<StoreDefinition> In(Assembly application)
    {
        var stores = Of(Assemblies(application).SelectMany(Types).Where(static type => type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }
            && typeof(Store).IsAssignableFrom(type)));
        return stores.Count > 0
            ? stores
            : throw new BrokenApplicationException($"{application.GetName().Name} has no store. Expected a class that derives from RootStore<TState> or Store<TState>.");
    }

    /// <summary>What the runtime knows of stores, by their wire names.</summary>
    public static IReadOnlyList<StoreDefinition> Of(IEnumerable<Type> types)
    {
        var problems = new List<string>();
        var stores = new SortedDictionary<string, StoreDefinition>(StringComparer.Ordinal);
        foreach (var type in types.OrderBy(static type => type.FullName, StringComparer.Ordinal))
        {
            try
            {
                // What a store declares is in its type and its static fields; its constructor wants services that only the application has.
                var store = StoreDefinition.Create((Store)RuntimeHelpers.GetUninitializedObject(type), CallbackServices.Unknown);
                if (!stores.TryAdd(store.Name, store))
                {
                    problems.Add($"Two stores have the wire name '{store.Name}': {stores[store.Name].Type} and {type}. Expected names that differ.");
                }
            }
            catch (StoreDeclarationException exception)
            {
                problems.AddRange(exception.Problems);
            }
            catch (Exception exception)
            {
                // What the application's own code and attributes throw when they are read.
                problems.Add($"{type} cannot be read: {Cause(exception)}");
            }
        }

        return problems.Count == 0 ? [.. stores.Values] : throw new StoreDeclarationException(problems);
    }

    private static IEnumerable<Assembly> Assemblies(Assembly application)
    {
        var contracts = typeof(Store).Assembly.GetName().Name;
        var seen = new HashSet<string> { application.GetName().Name!, Inspector };
        var open = new Queue<Assembly>([application]);
        while (open.TryDequeue(out var assembly))
        {
            var references = assembly.GetReferencedAssemblies();
            if (references.All(reference => reference.Name != contracts))
            {
                continue;
            }

            yield return assembly;
            foreach (var reference in references.Where(reference => seen.Add(reference.Name!)))
            {
                try
                {
                    open.Enqueue(Assembly.Load(reference));
                }
                catch (FileNotFoundException)
                {
                    // Not needed at run time, or the application would not start either.
                }
                catch (Exception exception) when (exception is IOException or BadImageFormatException)
                {
                    throw new BrokenApplicationException($"{reference} cannot be loaded: {exception.Message} Expected the assemblies that the application was built with.");
                }
            }
        }
    }

    private static Type[] Types(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException exception)
        {
            var reasons = exception.LoaderExceptions.Select(static reason => reason?.Message).Distinct();
            throw new BrokenApplicationException($"{assembly.GetName().Name} cannot be read:{Environment.NewLine}{string.Join(Environment.NewLine, reasons)}");
        }
    }

    /// <summary>What went wrong, without what only says where.</summary>
    public static string Cause(Exception exception) => exception switch
    {
        TypeInitializationException { InnerException: { } inner } initialization => $"{initialization.TypeName} cannot be initialized: {Cause(inner)}",
        TargetInvocationException { InnerException: { } inner } => Cause(inner),
        _ => $"{exception.GetType().Name}: {string.Join(' ', exception.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))}",
    };
}
