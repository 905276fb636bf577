namespace Musubi.Grains.Documents;

/// <summary>Which child of its parent a store is.</summary>
/// <param name="Container">The names on the way to it.</param>
/// <param name="Id">Its local id.</param>
internal readonly record struct ChildKey(Container Container, string Id);
