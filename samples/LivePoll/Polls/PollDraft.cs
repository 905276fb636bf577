using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace LivePoll.Polls;

/// <summary>A question with its options, checked.</summary>
internal sealed class PollDraft
{
    private const int MaxQuestionLength = 140;
    private const int MaxLabelLength = 60;
    private const int MinOptions = 2;
    private const int MaxOptions = 8;

    private PollDraft(string question, ImmutableArray<string> options)
    {
        Question = question;
        Options = options;
    }

    public string Question { get; }

    public ImmutableArray<string> Options { get; }

    /// <summary>Checks what a user typed. Surrounding space and empty options do not count.</summary>
    public static bool TryCreate(
        string question,
        IEnumerable<string> options,
        [NotNullWhen(true)] out PollDraft? draft,
        [NotNullWhen(false)] out string? problem)
    {
        question = question.Trim();
        ImmutableArray<string> labels = [.. options.Select(static label => label.Trim()).Where(static label => label.Length > 0)];
        problem = question.Length switch
        {
            0 => "Ask a question.",
            > MaxQuestionLength => $"Keep the question to {MaxQuestionLength} characters.",
            _ when labels.Length < MinOptions => $"Give at least {MinOptions} options.",
            _ when labels.Length > MaxOptions => $"Give at most {MaxOptions} options.",
            _ when labels.Any(static label => label.Length > MaxLabelLength) => $"Keep each option to {MaxLabelLength} characters.",
            _ when labels.Distinct(StringComparer.OrdinalIgnoreCase).Count() < labels.Length => "Give each option once.",
            _ => null,
        };
        draft = problem is null ? new PollDraft(question, labels) : null;
        return problem is null;
    }
}
