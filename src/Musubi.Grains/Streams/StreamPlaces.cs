using System.Collections.Immutable;
using Musubi.Grains.Documents;

namespace Musubi.Grains.Streams;

/// <summary>Checks that a render placed every stream of its store once, under the stream's own name.</summary>
internal static class StreamPlaces
{
    /// <exception cref="InvalidOperationException">A stream is missing, doubled, somewhere else or another store's; the message says which.</exception>
    public static void Check(Type store, StoreId id, ImmutableArray<IStream> declared, IReadOnlyList<StreamPlacement> placed)
    {
        for (var i = 0; i < placed.Count; i++)
        {
            var place = placed[i];
            if (!declared.Contains(place.Stream))
            {
                throw new InvalidOperationException(
                    $"{store} at {id} placed the stream '{place.Stream.Name}', which it does not declare. Expected a stream in a public static readonly field of the store.");
            }

            if (!PointerSegment.Is(place.Pointer, place.Stream.Name))
            {
                throw new InvalidOperationException(
                    $"{store} at {id} placed the stream '{place.Stream.Name}' at '{place.Pointer}'. Expected it in the state's own property of its name, and only there.");
            }
        }

        foreach (var stream in declared)
        {
            if (!IsPlaced(stream, placed))
            {
                throw new InvalidOperationException($"{store} at {id} rendered no place for its stream '{stream.Name}'. Expected the stream itself in the property of its name.");
            }
        }
    }

    private static bool IsPlaced(IStream stream, IReadOnlyList<StreamPlacement> placed)
    {
        for (var i = 0; i < placed.Count; i++)
        {
            if (ReferenceEquals(placed[i].Stream, stream))
            {
                return true;
            }
        }

        return false;
    }
}
