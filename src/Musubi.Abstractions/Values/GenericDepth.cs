namespace Musubi.Values;

/// <summary>Finds types that need ever larger types: a <c>Tree&lt;T&gt;</c> that holds a <c>Tree&lt;Tree&lt;T&gt;&gt;</c>.</summary>
internal static class GenericDepth
{
    /// <summary>Deeper than types that people write.</summary>
    private const int Limit = 20;

    /// <summary>Whether the type's arguments, or the items of its arrays, are nested too deeply for a type that somebody wrote down.</summary>
    public static bool IsTooDeep(Type type) => (type.IsGenericType || type.HasElementType) && Of(type, []) > Limit;

    /// <summary>What to say of a type that is too deep: a sentence without its full stop, to follow the name of what needs it.</summary>
    /// <remarks>Without the type's arguments, which may take more room than there is.</remarks>
    public static string ProblemOf(Type type) =>
        $"{NameOf(type)} needs itself with ever larger type arguments, here {Limit} deep. Expected a finite number of types";

    private static Type NameOf(Type type) => type.HasElementType ? NameOf(type.GetElementType()!) : type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    // Arguments that are there twice are measured once: with two of them at each level there are a million at the twentieth.
    private static int Of(Type type, Dictionary<Type, int> known)
    {
        if (type.HasElementType)
        {
            return 1 + Of(type.GetElementType()!, known);
        }

        if (!type.IsGenericType)
        {
            return 0;
        }

        if (!known.TryGetValue(type, out var deepest))
        {
            foreach (var argument in type.GenericTypeArguments)
            {
                deepest = Math.Max(deepest, 1 + Of(argument, known));
            }

            known[type] = deepest;
        }

        return deepest;
    }
}
