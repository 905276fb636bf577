using Musubi.Grains.Nodes;

namespace Musubi.Grains.Stores;

/// <summary>New assigns for one store, while they wait for its root's turn.</summary>
internal sealed record QueuedUpdate(SendUpdateRequest Request) : TreeMessage;
