using Musubi.Grains.Trees;

namespace Musubi.Grains.Stores;

/// <summary>Commands of one call that have run, and of which nobody has heard yet.</summary>
internal sealed class CommandBatch
{
    // Of what they answer: as much as one message, and one record of a log, should hold. A single answer may be larger.
    private const int MaxBytes = 256 * 1024;

    private readonly List<CommandAnswer> _answers = [];
    private CommandAnswer? _answer;
    private int _bytes;

    /// <summary>Whether none has run.</summary>
    public bool IsEmpty => _answers.Count == 0;

    /// <summary>Whether one call answers no more than this.</summary>
    public bool IsFull => _bytes >= MaxBytes;

    /// <summary>What they changed in the tree; null when nothing, or when that is not kept.</summary>
    public RootChange? Change { get; private set; }

    /// <summary>The gateway's number of the last of them.</summary>
    public long Number { get; private set; }

    /// <summary>Their answers, each with the next behind it.</summary>
    public CommandAnswer Answer => _answer ??= AnswerChain.Of(_answers);

    /// <summary>What they have the client sent, in order.</summary>
    public IEnumerable<PatchEnvelope> Patches => _answers.Select(static answer => answer.Patch).OfType<PatchEnvelope>();

    /// <summary>What the last of them has the client sent; null for nothing.</summary>
    public PatchEnvelope? LastPatch => _answers[^1].Patch;

    /// <summary>Whether anything came of them that a storage has to keep.</summary>
    public bool HasChanged => Change is not null || Patches.Any(static patch => !patch.IsEmpty);

    /// <summary>Adds one that has run.</summary>
    /// <param name="number">The gateway's number of it.</param>
    /// <param name="answer">Its answer.</param>
    /// <param name="change">What it changed in the tree.</param>
    public void Add(long number, CommandAnswer answer, RootChange? change)
    {
        _answers.Add(answer);
        _answer = null;
        _bytes += answer.Reply.Length + (answer.Patch?.Size ?? 0);
        Change = Change is { } before && change is not null ? before.Then(change) : change ?? Change;
        Number = number;
    }
}
