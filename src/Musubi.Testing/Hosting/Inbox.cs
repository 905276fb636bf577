using System.Diagnostics.CodeAnalysis;
using Musubi.Grains.Nodes;

namespace Musubi.Testing.Hosting;

/// <summary>What tasks and timers have to say, until the test lets it be handled. Filled from any thread.</summary>
internal sealed class Inbox
{
    private readonly Lock _lock = new();
    private readonly List<TreeMessage> _messages = [];
    private TaskCompletionSource _posted = NewSource();

    public void Post(TreeMessage message)
    {
        lock (_lock)
        {
            _messages.Add(message);
            _posted.TrySetResult();
        }
    }

    /// <summary>Takes the oldest message that matches.</summary>
    public bool TryTake(Predicate<TreeMessage> match, [NotNullWhen(true)] out TreeMessage? message)
    {
        lock (_lock)
        {
            var index = _messages.FindIndex(match);
            message = index < 0 ? null : _messages[index];
            if (message is not null)
            {
                _messages.RemoveAt(index);
            }

            return message is not null;
        }
    }

    /// <summary>Completes when a message is there.</summary>
    /// <exception cref="TimeoutException">None came in that time.</exception>
    public Task WaitAsync(TimeSpan patience)
    {
        lock (_lock)
        {
            if (_messages.Count == 0 && _posted.Task.IsCompleted)
            {
                _posted = NewSource();
            }

            return _posted.Task.WaitAsync(patience);
        }
    }

    // Or the test would go on inside of whoever posts.
    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
