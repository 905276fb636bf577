namespace Musubi.Grains.Rendering;

/// <summary>Names that the runtime writes itself.</summary>
internal static class ReservedNames
{
    private const string Prefix = "__musubi_";

    /// <exception cref="NoWireFormException">The name is reserved.</exception>
    public static void Check(string name, Type owner)
    {
        if (name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            throw new NoWireFormException($"{owner} renders the name '{name}'. Expected a name that does not begin with {Prefix}, which is reserved.");
        }
    }
}
