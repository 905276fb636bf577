using System.Diagnostics.CodeAnalysis;

namespace Musubi.Gateway.Collections;

/// <summary>What waits for its turn, in order and up to a limit. Not thread-safe: its owner's lock guards it. Until something waits it makes nothing.</summary>
internal struct BoundedLine<T>(int limit)
{
    private Queue<T>? _items;
    private TaskCompletionSource? _room;

    public readonly bool IsEmpty => _items is null or { Count: 0 };

    /// <summary>Adds at the end, unless the line is full.</summary>
    public bool TryAdd(T item)
    {
        _items ??= new Queue<T>();
        if (_items.Count >= limit)
        {
            return false;
        }

        _items.Enqueue(item);
        return true;
    }

    /// <summary>Takes from the front.</summary>
    public bool TryTake([MaybeNullWhen(false)] out T item)
    {
        item = default;
        if (_items is null || !_items.TryDequeue(out item))
        {
            return false;
        }

        OpenUp();
        return true;
    }

    /// <summary>The item at the front.</summary>
    public readonly bool TryPeek([MaybeNullWhen(false)] out T item)
    {
        item = default;
        return _items is not null && _items.TryPeek(out item);
    }

    /// <summary>Puts what was taken last back to the front, in its order. It does not matter whether there is room: it had a place.</summary>
    public void PutBack(IEnumerable<T> items) => _items = new Queue<T>([.. items, .. _items ?? []]);

    /// <summary>Completes when it is worth trying to add again.</summary>
    public Task WhenRoom() => (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Lets whoever waits for room look again.</summary>
    public void OpenUp()
    {
        _room?.SetResult();
        _room = null;
    }
}
