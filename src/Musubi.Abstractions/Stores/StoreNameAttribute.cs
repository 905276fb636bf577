using System.Reflection;

namespace Musubi;

/// <summary>Sets a store's wire module, the name that clients mount it by. Without it, that is the store's full type name.</summary>
/// <param name="name">The wire module: not empty, without a colon.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class StoreNameAttribute(string name) : Attribute
{
    /// <summary>The wire module.</summary>
    public string Name { get; } = name;

    /// <summary>The wire module of a store.</summary>
    /// <exception cref="InvalidOperationException">The name is empty or contains a colon.</exception>
    public static string Of(Type store)
    {
        ArgumentNullException.ThrowIfNull(store);
        var name = store.GetCustomAttribute<StoreNameAttribute>()?.Name ?? store.FullName!.Replace('+', '.');
        return name.Length > 0 && !name.Contains(':', StringComparison.Ordinal)
            ? name
            : throw new InvalidOperationException($"{store} has the wire name '{name}'. Expected one that is not empty and has no colon.");
    }
}
