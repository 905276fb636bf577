using System.Collections.Immutable;

namespace Musubi.Protocol;

/// <summary>The answer to an attach.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Version">The version that the client has, as far as the root can tell; 0 for nothing.</param>
/// <param name="Missed">What the client does not have, in order from that version on; often empty.</param>
/// <param name="Detail">What a crash threw, for a gateway whose clients may know; null unless crashed.</param>
/// <param name="Reason">Why a root that was kept is missed, for its client: <c>state_unreadable</c> or <c>state_crashes</c>; null otherwise.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.AttachAnswer")]
public sealed record AttachAnswer(
    [property: Id(0)] AttachOutcome Outcome,
    [property: Id(1)] long Version,
    [property: Id(2)] ImmutableArray<PatchEnvelope> Missed,
    [property: Id(3)] string? Detail = null,
    [property: Id(4)] string? Reason = null);
