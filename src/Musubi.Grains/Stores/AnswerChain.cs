namespace Musubi.Grains.Stores;

/// <summary>Answers to commands of one call, each with the next behind it.</summary>
internal static class AnswerChain
{
    /// <summary>Puts answers one behind the other.</summary>
    public static CommandAnswer Of(IReadOnlyList<CommandAnswer> answers)
    {
        var first = answers[^1];
        for (var i = answers.Count - 2; i >= 0; i--)
        {
            first = answers[i] with { Next = first };
        }

        return first;
    }

    /// <summary>How many answers are behind one.</summary>
    public static int Following(object? answer)
    {
        var following = 0;
        for (var next = (answer as CommandAnswer)?.Next; next is not null; next = next.Next)
        {
            following++;
        }

        return following;
    }

    /// <summary>The patches of all answers but the last, which a record of a log has beside them.</summary>
    public static IEnumerable<PatchEnvelope> EarlierPatches(object? answer)
    {
        for (var given = answer as CommandAnswer; given?.Next is not null; given = given.Next)
        {
            if (given.Patch is { } patch)
            {
                yield return patch;
            }
        }
    }

    /// <summary>The same answers with another patch in the last of them.</summary>
    public static CommandAnswer WithLastPatch(CommandAnswer answer, PatchEnvelope? patch) =>
        answer.Next is { } next ? answer with { Next = WithLastPatch(next, patch) } : answer with { Patch = patch };

    /// <summary>The same answers without any patch, and one more behind them.</summary>
    public static CommandAnswer WithoutPatches(CommandAnswer answer, CommandAnswer last) =>
        answer with { Patch = null, Next = answer.Next is { } next ? WithoutPatches(next, last) : last };
}
