using System.Collections.Immutable;

namespace Musubi.Protocol;

/// <summary>The files of a root that its client goes on with, because the gateway that it comes back to still has them.</summary>
/// <param name="Owner">Whose files they are. Those that are complete are all there.</param>
/// <param name="Unfinished">The entries whose files are there in part.</param>
[GenerateSerializer, Alias("musubi.v1.KeptUploads")]
public sealed record KeptUploads([property: Id(0)] UploadOwner Owner, [property: Id(1)] ImmutableArray<string> Unfinished);
