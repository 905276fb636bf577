namespace Musubi.Grains.Documents;

/// <summary>One stream as a render placed it.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Pointer">Where it is in its store's document, as a JSON pointer.</param>
internal readonly record struct StreamPlacement(IStream Stream, string Pointer);
