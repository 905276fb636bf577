namespace LivePoll.Audiences;

/// <summary>One page that looks at a poll.</summary>
/// <param name="Page">The page's own name for itself: the same when it mounts again after a crash or a drop.</param>
/// <param name="Mount">Differs for each mount. After a drop, a page's new mount may come before its old one's end, which must not end both.</param>
/// <param name="Viewer">Whose page it is.</param>
[GenerateSerializer, Immutable, Alias("live-poll.Visit")]
internal sealed record Visit([property: Id(0)] string Page, [property: Id(1)] Guid Mount, [property: Id(2)] Viewer Viewer);
