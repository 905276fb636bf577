using System.Collections.Immutable;

namespace Musubi.Protocol;

/// <summary>What a gateway is told when it joins.</summary>
/// <param name="Missed">What was disconnected since it last joined, oldest first. Some of it may have reached it already.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.DisconnectJoinAnswer")]
public sealed record DisconnectJoinAnswer([property: Id(0)] ImmutableArray<DisconnectNotice> Missed);
