using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Musubi;

/// <summary>A method by its name, where a delegate would not be data: a root lives again on another silo with what it was given here.</summary>
/// <param name="Type">The name of the type whose method it is, with its assembly's. Not the type itself: Orleans sends only the names of types that it serializes.</param>
/// <param name="Name">The method's name, the only one of that type.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.MethodName")]
internal readonly record struct MethodName([property: Id(0)] string Type, [property: Id(1)] string Name)
{
    private const BindingFlags Any = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly ConcurrentDictionary<MethodName, MethodInfo> Found = new();
    private static readonly ConcurrentDictionary<(MethodName Method, Type Delegate), Delegate> Bound = new();

    /// <summary>Names the method behind a delegate, if it has a name of its own.</summary>
    /// <exception cref="ArgumentException">It is a lambda, generic, several methods in one, or not of a store: what it holds would be lost with the process.</exception>
    public static MethodName Of(Delegate method, string what)
    {
        var owner = method.Target is Store store ? store.GetType() : method.Target is null ? method.Method.DeclaringType : null;
        return owner is not null && !owner.IsDefined(typeof(CompilerGeneratedAttribute), false) && !method.Method.Name.StartsWith('<')
            && method.HasSingleTarget && !method.Method.IsGenericMethod && owner.GetMethods(Any).Count(candidate => candidate.Name == method.Method.Name) == 1
            ? new MethodName($"{owner.FullName}, {owner.Assembly.GetName().Name}", method.Method.Name)
            : throw new ArgumentException(
                $"Expected {what} to be a named static method, or a method of the store itself, and the only one of its name; got {method.Method.DeclaringType}.{method.Method.Name}. A root that lives again elsewhere finds it by name.");
    }

    /// <summary>The method as a delegate.</summary>
    /// <param name="stores">Gives the one instance of a store type.</param>
    /// <exception cref="TypeLoadException">There is no such type, or no more: the silo runs another version of the application.</exception>
    /// <exception cref="MissingMethodException">The type has no such method.</exception>
    public TDelegate Bind<TDelegate>(Func<Type, Store> stores)
        where TDelegate : Delegate
    {
        var key = (this, typeof(TDelegate));
        if (Bound.TryGetValue(key, out var known))
        {
            return (TDelegate)known;
        }

        var method = Found.GetOrAdd(this, static name => name.Find());
        if (!method.IsStatic)
        {
            // Bound to the instance of one silo, and a process may host several.
            return method.CreateDelegate<TDelegate>(stores(method.ReflectedType!));
        }

        return (TDelegate)Bound.GetOrAdd(key, static (_, method) => method.CreateDelegate<TDelegate>(), method);
    }

    private MethodInfo Find() =>
        System.Type.GetType(Type, throwOnError: true)!.GetMethod(Name, Any) ?? throw new MissingMethodException(Type, Name);
}
