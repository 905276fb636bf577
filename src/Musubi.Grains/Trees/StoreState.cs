using System.Collections.Immutable;
using Musubi.Grains.Timers;

namespace Musubi.Grains.Trees;

/// <summary>One store of a <see cref="RootState"/>. What its parent passes is not in it: the parent passes it again.</summary>
/// <param name="Id">Where it is in the tree.</param>
/// <param name="Store">Its wire module.</param>
/// <param name="Socket">Its assigns, private data, session, connect_info and params.</param>
/// <param name="Timers">The timers that it set and that have not fired.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.StoreState")]
internal sealed record StoreState(
    [property: Id(0)] StoreId Id,
    [property: Id(1)] string Store,
    [property: Id(2)] Socket Socket,
    [property: Id(3)] ImmutableArray<StoreTimer> Timers);
