namespace Musubi.Inspector.Stores;

/// <summary>What the inspector tells itself when it is time to look again.</summary>
[GenerateSerializer, Immutable, Alias("musubi.v1.inspector.Look")]
internal sealed record Look;
