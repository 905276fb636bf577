namespace Musubi.Bench.Servers;

/// <summary>Has nothing to do but to answer.</summary>
[Alias("bench.v1.IRelayGrain")]
public interface IRelayGrain : IGrainWithStringKey
{
    /// <summary>Answers with what it was sent.</summary>
    [Alias("Relay")]
    ValueTask<Relayed> Relay(Relayed message);
}

/// <summary>A message that a grain sees.</summary>
[GenerateSerializer, Immutable, Alias("bench.v1.Relayed")]
public sealed record Relayed([property: Id(0)] ReadOnlyMemory<byte> Message);
