namespace Musubi;

/// <summary>Something that a callback asked for beside new assigns: a stream operation, a push event, a task. Done when its socket is taken,
/// so that a callback that throws does nothing.</summary>
internal abstract class Effect
{
    /// <summary>What was asked for before it.</summary>
    public Effect? Earlier { get; private set; }

    /// <summary>This effect, after others. Effects are chained at their making, and then shared between sockets.</summary>
    public Effect After(Effect? earlier)
    {
        Earlier = earlier;
        return this;
    }
}
