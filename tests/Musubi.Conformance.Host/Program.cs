using Musubi.Conformance.Host;

await ConformanceHost.Build(args).RunAsync();
