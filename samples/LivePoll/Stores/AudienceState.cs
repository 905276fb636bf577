using System.Collections.Immutable;
using LivePoll.Audiences;

namespace LivePoll.Stores;

/// <param name="Count">How many there are.</param>
/// <param name="Viewers">The first few of them.</param>
internal sealed record AudienceState(int Count, ImmutableArray<Viewer> Viewers);
