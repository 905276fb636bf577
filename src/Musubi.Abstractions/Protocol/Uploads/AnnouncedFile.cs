namespace Musubi.Protocol;

/// <summary>One file as a client announced it. A field that is missing or of another type is null, and refused in its turn.</summary>
/// <param name="ClientRef">The client's name for the file.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Type">Its media type.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.AnnouncedFile")]
public sealed record AnnouncedFile(
    [property: Id(0)] string? ClientRef,
    [property: Id(1)] string? Name,
    [property: Id(2)] long? Size,
    [property: Id(3)] string? Type);
