using System.Collections.Immutable;

namespace Musubi.Protocol;

/// <summary>The answer to a sync.</summary>
/// <param name="Mounted">False when that mount is not, or no longer, on this grain.</param>
/// <param name="Missed">What the mounter has not had, in order; often empty. When the grain no longer keeps
/// all of it, one envelope from the delivered version to the newest that replaces the whole root.</param>
/// <param name="MaySleep">Whether the root is idle, so that the mounter may let it <see cref="IStoreGrain.Sleep"/>. False from silos of the build before.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.SyncAnswer")]
public sealed record SyncAnswer([property: Id(0)] bool Mounted, [property: Id(1)] ImmutableArray<PatchEnvelope> Missed, [property: Id(2)] bool MaySleep = false);
