using Musubi.Grains.Nodes;

namespace Musubi.Grains.Resume;

/// <summary>The news for a root that its client does not come back.</summary>
internal sealed record ClientStayedAway : TreeMessage;
