using System.Collections.Immutable;

namespace Musubi.Protocol;

/// <summary>What a gateway says of the pushes that it took.</summary>
/// <param name="Behind">The roots whose clients do not have all of it yet, because something before it is missing or their sockets have no room. Often
/// empty. Such a root says by a <see cref="IStoreGrain.Sync"/> when it is behind no longer.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.PushReceipt")]
public readonly record struct PushReceipt([property: Id(0)] ImmutableArray<RootReceipt> Behind);
