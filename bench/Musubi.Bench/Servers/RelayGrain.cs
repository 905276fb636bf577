namespace Musubi.Bench.Servers;

/// <inheritdoc cref="IRelayGrain"/>
internal sealed class RelayGrain : Grain, IRelayGrain
{
    public ValueTask<Relayed> Relay(Relayed message) => new(message);
}
