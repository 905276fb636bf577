namespace Musubi.Bench.Servers;

public sealed record CounterState(int Count);
