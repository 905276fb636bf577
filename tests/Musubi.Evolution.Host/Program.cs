using Musubi.Conformance.Host;
using Musubi.Evolution.Host;

await ConformanceHost.Build<EvolvingSocket>(args).RunAsync();
