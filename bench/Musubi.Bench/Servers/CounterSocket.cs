namespace Musubi.Bench.Servers;

[Root<CounterStore>]
public sealed class CounterSocket : MusubiSocket;
