namespace Musubi.TestKit;

/// <summary>What came and was not yet asked for, and who waits for what has not yet come.</summary>
internal sealed class Inbox<T>
{
    private readonly Lock _lock = new();
    private readonly List<T> _items = [];
    private readonly List<Waiter> _waiters = [];
    private string? _ended;

    public void Add(T item)
    {
        lock (_lock)
        {
            var index = _waiters.FindIndex(waiter => waiter.Match(item));
            if (index < 0)
            {
                _items.Add(item);
                return;
            }

            _waiters[index].Source.TrySetResult(item);
            _waiters.RemoveAt(index);
        }
    }

    /// <summary>Nothing more comes, so whoever waits waits in vain.</summary>
    public void End(string why)
    {
        lock (_lock)
        {
            _ended = why;
            foreach (var waiter in _waiters)
            {
                waiter.Source.TrySetException(Failure(waiter.What, why));
            }

            _waiters.Clear();
        }
    }

    public bool Any(Func<T, bool> match)
    {
        lock (_lock)
        {
            return _items.Any(match);
        }
    }

    /// <summary>Takes the first that matches, of those that came or the next to come.</summary>
    public async Task<T> TakeAsync(Func<T, bool> match, string what, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_lock)
        {
            var index = _items.FindIndex(item => match(item));
            if (index >= 0)
            {
                var item = _items[index];
                _items.RemoveAt(index);
                return item;
            }

            if (_ended is not null)
            {
                throw Failure(what, _ended);
            }

            waiter = new Waiter(match, what, new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously));
            _waiters.Add(waiter);
        }

        try
        {
            return await waiter.Source.Task.WaitAsync(Patience.Limit, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw Failure(what, $"nothing of the kind in {Patience.Limit}");
        }
        finally
        {
            lock (_lock)
            {
                _waiters.Remove(waiter);
            }
        }
    }

    private ExpectationException Failure(string what, string why)
    {
        lock (_lock)
        {
            return new($"Expected {what}; got {why}. Not asked for: {(_items.Count == 0 ? "nothing" : string.Join('\n', _items))}");
        }
    }

    private sealed record Waiter(Func<T, bool> Match, string What, TaskCompletionSource<T> Source);
}
