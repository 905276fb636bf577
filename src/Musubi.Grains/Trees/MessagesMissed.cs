using Musubi.Grains.Nodes;

namespace Musubi.Grains.Trees;

/// <summary>The news for a root that came back from its storage that it may have missed what was published meanwhile.</summary>
internal sealed record MessagesMissed : TreeMessage;
