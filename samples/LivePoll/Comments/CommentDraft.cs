using System.Diagnostics.CodeAnalysis;

namespace LivePoll.Comments;

/// <summary>A comment's text, checked.</summary>
internal sealed class CommentDraft
{
    public const int MaxTextLength = 200;

    private CommentDraft(string text) => Text = text;

    public string Text { get; }

    /// <summary>Checks what a user typed. Surrounding space does not count.</summary>
    public static bool TryCreate(string text, [NotNullWhen(true)] out CommentDraft? draft, [NotNullWhen(false)] out string? problem)
    {
        text = text.Trim();
        problem = text.Length switch
        {
            0 => "Say something.",
            > MaxTextLength => $"Keep it to {MaxTextLength} characters.",
            _ => null,
        };
        draft = problem is null ? new CommentDraft(text) : null;
        return problem is null;
    }
}
