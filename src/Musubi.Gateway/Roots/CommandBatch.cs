namespace Musubi.Gateway.Roots;

/// <summary>Commands that waited for the same root, in one call of its grain. Each is answered as if it had been asked alone.</summary>
/// <param name="commands">The commands, in order.</param>
internal sealed class CommandBatch(IReadOnlyList<RootCommand> commands) : GrainCall
{
    /// <summary>So many commands are in one call.</summary>
    public const int MaxCommands = 16;

    /// <summary>Bytes of them, so that others' messages do not wait long behind one. A single command may be larger.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>The commands, in order.</summary>
    public IReadOnlyList<RootCommand> Commands => commands;

    public override int Numbers => commands.Count;

    public override async ValueTask<object> AskAsync(IStoreGrain grain, long mountId, long delivered, long number)
    {
        CommandRequest? first = null;
        for (var i = commands.Count - 1; i >= 0; i--)
        {
            first = commands[i].Request(mountId, delivered, number + i, first);
        }

        return await grain.Command(first!);
    }

    public override bool IsOfAMountedRoot(object answer) => commands[0].IsOfAMountedRoot(answer);
}
