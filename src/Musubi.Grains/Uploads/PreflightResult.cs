using System.Collections.Immutable;

namespace Musubi.Grains.Uploads;

/// <summary>What a preflight came to.</summary>
/// <param name="Allowed">The files that may come.</param>
/// <param name="Refused">Those that may not.</param>
/// <param name="Socket">The store's new socket.</param>
internal readonly record struct PreflightResult(ImmutableArray<AllowedFile> Allowed, ImmutableArray<RefusedFile> Refused, Socket Socket);
