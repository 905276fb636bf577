using System.Collections.Immutable;

namespace Musubi.Bench.Lists;

/// <summary>What happens between two renders of a page.</summary>
public enum Change
{
    Nothing,
    OneLeaf,
    AllRebuiltOneLeaf,
    InsertAtHeadOfThousand,
}

internal static class Changes
{
    public static (Page Before, Page After) Pages(this Change change)
    {
        var before = new Page("Stock", Rows(change == Change.InsertAtHeadOfThousand ? 1_000 : 100));
        var rows = change switch
        {
            Change.Nothing => [.. before.Rows],
            Change.OneLeaf => before.Rows.SetItem(50, Renamed(before.Rows[50])),
            Change.AllRebuiltOneLeaf => Rows(100).SetItem(50, Renamed(before.Rows[50])),
            _ => before.Rows.Insert(0, Row(1_000)),
        };
        return (before, before with { Rows = rows });
    }

    /// <summary>Rows that are all different.</summary>
    public static ImmutableArray<Row> Rows(int count) => [.. Enumerable.Range(0, count).Select(Row)];

    private static Row Row(int id) => new(id, $"Item number {id}", 9.99m + id, id % 3 == 0, (Status)(id % 3));

    private static Row Renamed(Row row) => row with { Name = "Renamed" };
}
