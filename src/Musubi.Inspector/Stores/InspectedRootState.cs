using Musubi.Inspector.Roots;

namespace Musubi.Inspector.Stores;

/// <param name="View">What there is to see of it.</param>
internal sealed record InspectedRootState(RootView View);
