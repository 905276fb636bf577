namespace Musubi.Grains.Documents;

/// <summary>One child store as a render placed it.</summary>
/// <param name="Child">The placeholder.</param>
/// <param name="Key">Which child of its parent it is.</param>
/// <param name="Pointer">Where it is in its parent's document, as a JSON pointer.</param>
/// <param name="Index">Its index in the list at <paramref name="Pointer"/>, or -1 when it is not in one.</param>
internal readonly record struct ChildPlacement(Child Child, ChildKey Key, string Pointer, int Index);
