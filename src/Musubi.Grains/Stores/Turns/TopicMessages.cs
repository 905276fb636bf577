namespace Musubi.Grains.Stores.Turns;

/// <summary>The messages at the front of a root's inbox that one cycle handles.</summary>
/// <param name="first">The first of them.</param>
/// <param name="mount">Where the others wait.</param>
internal sealed class TopicMessages(object first, RootMount mount)
{
    // A cycle this large has long paid for its own cost, and a command waits no longer than for it.
    private const int MaxInOneCycle = 64;

    private int _taken;

    /// <summary>The message that was taken last.</summary>
    public object Last { get; private set; } = first;

    /// <summary>Takes the next message; null when the cycle is to end.</summary>
    public object? Next()
    {
        if (_taken == MaxInOneCycle)
        {
            return null;
        }

        if (_taken++ == 0)
        {
            return Last;
        }

        if (mount.TakeTopicMessage() is not { } message)
        {
            _taken = MaxInOneCycle;
            return null;
        }

        return Last = message;
    }
}
