namespace Musubi.Bench.Servers;

[Root<DurableCounterStore>]
public sealed class DurableCounterSocket : MusubiSocket;
