namespace Musubi.Grains.Durable;

/// <summary>Lets so many roots be read at a time; the others wait in their order.</summary>
/// <remarks>Ten thousand roots may be woken at once. In the storage they would only wait, and their time would run out there.</remarks>
internal sealed class LoadLine(int atMost)
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private int _free = atMost;

    /// <returns>Completes when it is one's turn.</returns>
    public Task EnterAsync()
    {
        lock (_lock)
        {
            if (_free > 0)
            {
                _free--;
                return Task.CompletedTask;
            }

            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(turn);
            return turn.Task;
        }
    }

    /// <summary>Lets the next one in.</summary>
    public void Leave()
    {
        TaskCompletionSource? next;
        lock (_lock)
        {
            if (!_waiting.TryDequeue(out next))
            {
                _free++;
            }
        }

        next?.SetResult();
    }
}
