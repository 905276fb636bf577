using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Musubi;

/// <summary>A method by its name, where a delegate would not be data: a root lives again on another silo with what it was given here.</summary>
/// <param name="TypeName">The type that declares it, with its assembly and without a version. As a text: Orleans reads no type that it was not told of.</param>
/// <param name="Name">Its name, the only one of that type.</param>
/// <param name="OwnerName">The store whose method it is, which may derive from that type; null for a static one.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.MethodName")]
internal readonly record struct MethodName([property: Id(0)] string TypeName, [property: Id(1)] string Name, [property: Id(2)] string? OwnerName)
{
    private const BindingFlags Any = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly ConcurrentDictionary<(MethodName Method, Type Delegate), Delegate> Bound = new();

    /// <summary>Names the method behind a delegate, if it has a name of its own.</summary>
    /// <exception cref="ArgumentException">It is a lambda, generic, several methods in one, or not of a store: what it holds would be lost with the process.</exception>
    public static MethodName Of(Delegate method, string what)
    {
        var (type, name) = (method.Method.DeclaringType, method.Method.Name);
        return type is not null && method.Target is null or Store
            && !type.IsDefined(typeof(CompilerGeneratedAttribute), false) && !name.StartsWith('<')
            && method.HasSingleTarget && !method.Method.IsGenericMethod && type.GetMethods(Any).Count(candidate => candidate.Name == name) == 1
            ? new MethodName(NameOf(type), name, method.Target is null ? null : NameOf(method.Target.GetType()))
            : throw new ArgumentException(
                $"Expected {what} to be a named static method, or a method of the store itself, and the only one of its name; got {type}.{name}. A root that lives again elsewhere finds it by name.");
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

        var method = Find();
        if (Owner is { } owner)
        {
            // Bound to the instance of one silo, and a process may host several.
            return method.CreateDelegate<TDelegate>(stores(owner));
        }

        return (TDelegate)Bound.GetOrAdd(key, static (_, method) => method.CreateDelegate<TDelegate>(), method);
    }

    /// <summary>The method itself.</summary>
    /// <inheritdoc cref="Bind{TDelegate}"/>
    public MethodInfo Find() => Type.GetType(TypeName, throwOnError: true)!.GetMethod(Name, Any) ?? throw new MissingMethodException(TypeName, Name);

    /// <summary>The store whose method it is; null for a static one.</summary>
    public Type? Owner => OwnerName is null ? null : Type.GetType(OwnerName, throwOnError: true);

    private static string NameOf(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";
}
