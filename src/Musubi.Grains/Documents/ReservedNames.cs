namespace Musubi.Grains.Documents;

/// <summary>Names that the runtime writes itself.</summary>
internal static class ReservedNames
{
    public const string Prefix = "__musubi_";

    public static bool IsReserved(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <exception cref="NoWireFormException">The name is reserved.</exception>
    public static void Check(string name, Type owner)
    {
        if (IsReserved(name))
        {
            throw new NoWireFormException($"{owner} renders the name '{name}'. Expected a name that does not begin with {Prefix}, which is reserved.");
        }
    }
}
