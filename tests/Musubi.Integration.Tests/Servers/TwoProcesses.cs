namespace Musubi.Integration.Tests.Servers;

/// <summary>The tests that share one gateway's process and one silo's, and so run one after the other.</summary>
[CollectionDefinition(nameof(TwoProcesses))]
public sealed class TwoProcesses : ICollectionFixture<TwoProcessServer>;
