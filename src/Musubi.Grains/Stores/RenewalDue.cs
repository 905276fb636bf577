using Musubi.Grains.Nodes;

namespace Musubi.Grains.Stores;

/// <summary>The news for a durable root that it has not been written for long, and would expire.</summary>
internal sealed record RenewalDue : TreeMessage;
