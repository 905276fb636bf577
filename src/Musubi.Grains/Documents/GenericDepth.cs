namespace Musubi.Grains.Documents;

/// <summary>Finds types that need ever larger types: a <c>Tree&lt;T&gt;</c> that holds a <c>Tree&lt;Tree&lt;T&gt;&gt;</c>.</summary>
internal static class GenericDepth
{
    /// <summary>Deeper than types that people write. Checking costs one visit for each type argument, of which there may be twice as many at every level.</summary>
    private const int Limit = 20;

    /// <exception cref="NoWireFormException">The type's arguments are nested too deeply.</exception>
    public static void Check(Type type)
    {
        if (Of(type) > Limit)
        {
            // Without the arguments, which may take more room than there is.
            throw new NoWireFormException(
                $"{(type.IsGenericType ? type.GetGenericTypeDefinition() : type)} needs itself with ever larger type arguments, here {Limit} deep. Expected a finite number of types.");
        }
    }

    private static int Of(Type type)
    {
        if (type.HasElementType)
        {
            return Of(type.GetElementType()!);
        }

        var deepest = 0;
        foreach (var argument in type.IsGenericType ? type.GenericTypeArguments : [])
        {
            deepest = Math.Max(deepest, 1 + Of(argument));
        }

        return deepest;
    }
}
