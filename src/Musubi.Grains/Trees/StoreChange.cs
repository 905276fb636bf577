using System.Collections.Immutable;
using Musubi.Grains.Timers;

namespace Musubi.Grains.Trees;

/// <summary>What changed in one store since it was saved last.</summary>
/// <param name="Id">Where it is in the tree.</param>
/// <param name="Store">Its wire module, of a store that is new; null of one that was there.</param>
/// <param name="Assigned">The assigns that are new or others.</param>
/// <param name="Removed">The keys that went.</param>
/// <param name="Private">Its private data; null when that did not change.</param>
/// <param name="Timers">The timers that it waits for; default when those did not change.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.StoreChange")]
internal sealed record StoreChange(
    [property: Id(0)] StoreId Id,
    [property: Id(1)] string? Store,
    [property: Id(2)] ImmutableArray<Assigns.Assign> Assigned,
    [property: Id(3)] ImmutableArray<string> Removed,
    [property: Id(4)] ImmutableDictionary<string, object?>? Private,
    [property: Id(5)] ImmutableArray<StoreTimer> Timers)
{
    /// <summary>This change and a later one of the same store as one. Keys keep their places.</summary>
    public StoreChange Then(StoreChange later)
    {
        var assigned = Assigned.Where(assign => !later.Removed.Contains(assign.Key)).ToList();
        foreach (var assign in later.Assigned)
        {
            var before = assigned.FindIndex(earlier => earlier.Key == assign.Key);
            if (before < 0)
            {
                assigned.Add(assign);
            }
            else
            {
                assigned[before] = assign;
            }
        }

        return new StoreChange(Id, Store, [.. assigned], [.. Removed, .. later.Removed], later.Private ?? Private, later.Timers.IsDefault ? Timers : later.Timers);
    }
}
