using System.Security.Cryptography;
using System.Text;

namespace LivePoll.Comments;

/// <summary>What a user said about a poll. With its author's secret id it travels among servers only: pages see a <see cref="Stores.CommentItem"/>.</summary>
/// <param name="PictureId">The picture that goes with it, on the <see cref="Pictures.PictureShelf"/>; null for none.</param>
[GenerateSerializer, Immutable, Alias("live-poll.Comment")]
internal sealed record Comment(
    [property: Id(0)] string Id,
    [property: Id(1)] User Author,
    [property: Id(2)] string Text,
    [property: Id(3)] DateTimeOffset CreatedAt,
    [property: Id(4)] string? PictureId)
{
    /// <summary>Makes a comment of what a user typed.</summary>
    /// <param name="command">The command that asks for it. When that is run again, because a silo died before it was answered, it makes the same comment, by its id; null for a client that never sends one again.</param>
    public static Comment Create(CommentDraft draft, string? pictureId, User author, string? command, DateTimeOffset now) =>
        new(Convert.ToHexStringLower(command is null ? RandomNumberGenerator.GetBytes(8) : SHA256.HashData(Encoding.UTF8.GetBytes(command)).AsSpan(0, 8)), author, draft.Text, now, pictureId);
}
