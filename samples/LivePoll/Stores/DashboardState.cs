using System.Collections.Immutable;

namespace LivePoll.Stores;

/// <param name="Polls">Newest first.</param>
internal sealed record DashboardState(ImmutableArray<PollCard> Polls);
