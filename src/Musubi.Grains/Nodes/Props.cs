using System.Collections.Immutable;
using Musubi.Values;

namespace Musubi.Grains.Nodes;

/// <summary>Checks what a parent passes to a child against what the child declares.</summary>
internal static class Props
{
    /// <summary>Every attribute with a value: what the parent passes, and defaults for what it leaves out.</summary>
    /// <exception cref="InvalidOperationException">A required attribute is missing, or a prop is not declared or of another type.</exception>
    public static IEnumerable<KeyValuePair<string, object?>> Resolve(StoreDefinition child, StoreId id, ImmutableArray<KeyValuePair<string, object?>> props)
    {
        foreach (var (name, _) in props)
        {
            if (!child.Attributes.Any(attribute => attribute.Name == name))
            {
                throw new InvalidOperationException(
                    $"{child.Type} at {id} was passed '{name}'. Expected its declared attributes: {(child.Attributes.IsEmpty ? "none" : string.Join(", ", child.Attributes.Select(static attribute => $"'{attribute.Name}'")))}.");
            }
        }

        foreach (var attribute in child.Attributes)
        {
            var index = props.Length - 1;
            while (index >= 0 && props[index].Key != attribute.Name)
            {
                index--;
            }

            yield return index >= 0
                ? KeyValuePair.Create(attribute.Name, Typed(child, id, attribute, props[index].Value))
                : KeyValuePair.Create(attribute.Name, attribute.Required ? throw Missing(child, id, attribute) : attribute.Default);
        }
    }

    /// <summary>A mounted root's socket with defaults filled in.</summary>
    /// <exception cref="InvalidOperationException">A required attribute is missing.</exception>
    public static Socket Complete(StoreDefinition root, Socket socket)
    {
        foreach (var attribute in root.Attributes)
        {
            socket = attribute.Required && !socket.Assigns.ContainsKey(attribute.Name)
                ? throw Missing(root, default, attribute)
                : socket.AssignNew(attribute.Name, () => attribute.Default);
        }

        return socket;
    }

    /// <summary>Whether a parent passes the same as before.</summary>
    public static bool Same(ImmutableArray<KeyValuePair<string, object?>> before, ImmutableArray<KeyValuePair<string, object?>> after)
    {
        if (before.Length != after.Length)
        {
            return false;
        }

        for (var i = 0; i < before.Length; i++)
        {
            if (before[i].Key != after[i].Key || !ValueComparer.Same(before[i].Value, after[i].Value))
            {
                return false;
            }
        }

        return true;
    }

    private static object? Typed(StoreDefinition child, StoreId id, IAttr attribute, object? value)
    {
        var fits = value is null ? !attribute.Type.IsValueType || Nullable.GetUnderlyingType(attribute.Type) is not null : attribute.Type.IsInstanceOfType(value);
        return fits
            ? value
            : throw new InvalidOperationException(
                $"{child.Type} at {id} was passed {value?.GetType().ToString() ?? "null"} for '{attribute.Name}'. Expected {attribute.Type}.");
    }

    private static InvalidOperationException Missing(StoreDefinition store, StoreId id, IAttr attribute) =>
        new($"{store.Type} at {id} was not given '{attribute.Name}'. Expected this required attribute, a {attribute.Type}.");
}
