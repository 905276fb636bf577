using System.Collections.Immutable;

namespace Musubi;

/// <summary>What one store sends in one cycle.</summary>
/// <param name="State">At <see cref="Stage.AfterRender"/> what <c>Render</c> returned, and of that type again afterwards; at <see cref="Stage.AfterSerialize"/> an
/// <see cref="ImmutableDictionary{TKey, TValue}"/> of text to null, booleans, numbers, texts, lists and maps of these, in which child stores, streams and
/// async values stand as the values they are.</param>
/// <param name="Events">The events it pushes, in order.</param>
public sealed record StoreFrame(object State, ImmutableArray<PushedEvent> Events);
