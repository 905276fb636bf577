using System.Security.Cryptography;

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
    public static Comment Create(CommentDraft draft, string? pictureId, User author, DateTimeOffset now) =>
        new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), author, draft.Text, now, pictureId);
}
