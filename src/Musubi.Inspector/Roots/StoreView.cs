using System.Collections.Immutable;

namespace Musubi.Inspector.Roots;

/// <summary>One store of a root's tree.</summary>
/// <param name="Path">The local ids from the root down to it; empty for the root.</param>
/// <param name="Module">Its module.</param>
/// <param name="Assigns">Its assigns, in the order they were first assigned.</param>
/// <param name="Streams">The streams that it has used.</param>
/// <param name="Uploads">The files that are announced or here, each as <c>upload: name, how far</c>.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.inspector.StoreView")]
internal sealed record StoreView(
    [property: Id(0)] string Path,
    [property: Id(1)] string Module,
    [property: Id(2)] ImmutableArray<AssignView> Assigns,
    [property: Id(3)] ImmutableArray<string> Streams,
    [property: Id(4)] ImmutableArray<string> Uploads);
