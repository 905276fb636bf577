namespace Musubi.TypeScript;

/// <summary>Gives every record a name that no other has in its namespace: the short one wherever nobody else has it.</summary>
internal static class CollisionFreeNames
{
    /// <summary>What the generated namespace <c>Musubi</c> declares itself.</summary>
    private static readonly string[] Taken = ["StoreId", "Type", "StoreDef", "StoreField", "StreamField", "AsyncField", "UploadField", "Forbidden", "Stores"];

    /// <remarks>A name that is taken tells more, step by step, until it is free. Who has a short name alone keeps it, whatever others come to.</remarks>
    public static void Give(IReadOnlyList<NamedType> types)
    {
        foreach (var space in types.GroupBy(static type => type.Space))
        {
            var ordered = space.OrderBy(static type => type.Type.AssemblyQualifiedName, StringComparer.Ordinal).ThenBy(static type => type.Suffix, StringComparer.Ordinal).ToList();
            ordered.ForEach(Rename);
            while (Crowded(ordered) is { Count: > 0 } crowded)
            {
                foreach (var type in crowded)
                {
                    type.Detail++;
                    Rename(type);
                }
            }
        }
    }

    private static List<NamedType> Crowded(List<NamedType> types) =>
        [.. types.GroupBy(static type => type.Name, StringComparer.Ordinal).SelectMany(static same => Losers(same.Key, [.. same]))];

    private static IEnumerable<NamedType> Losers(string name, NamedType[] same)
    {
        if (same[0].Space == Reference.Library && Taken.Contains(name))
        {
            return same;
        }

        // Of equals nobody has more right to a name while a longer one may tell them apart; of numbered ones the first does.
        var least = same.Min(static type => type.Detail);
        var owners = same.Where(type => type.Detail == least).ToList();
        return owners.Count == 1 || least >= CodeNames.Numbered - 1 ? same.Where(type => type != owners[0]) : same;
    }

    private static void Rename(NamedType type) => type.Name = CodeNames.Name(type.Type, type.Suffix, type.Detail);
}
