using System.Collections.Immutable;

namespace Musubi.Testing;

/// <summary>What a store said to the files that a client announced.</summary>
/// <param name="Entries">The files that may come, in the order in which they were announced.</param>
/// <param name="Errors">Those that may not.</param>
public sealed record UploadPreflight(ImmutableArray<AllowedFile> Entries, ImmutableArray<RefusedFile> Errors);
