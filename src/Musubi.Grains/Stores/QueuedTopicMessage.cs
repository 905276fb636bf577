using Musubi.Grains.Nodes;

namespace Musubi.Grains.Stores;

/// <summary>A message that was published to a topic, while it waits for its root's turn.</summary>
internal sealed record QueuedTopicMessage(InfoMessage Message) : TreeMessage;
