namespace Musubi.Integration.Tests.Servers;

/// <summary>The tests that share one conformance host in its default form, and so run one after the other.</summary>
[CollectionDefinition(nameof(OneProcess))]
public sealed class OneProcess : ICollectionFixture<CoHostedServer>;
