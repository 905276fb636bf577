using LivePoll.Comments;
using LivePoll.Pictures;

namespace LivePoll.Stores;

/// <summary>A comment as one user sees it.</summary>
/// <param name="Picture">The address of the picture that goes with it; null for none. The picture may be gone.</param>
/// <param name="Mine">Whether it is that user's, who may delete it.</param>
internal sealed record CommentItem(string Id, string Author, string Text, string? Picture, DateTimeOffset CreatedAt, bool Mine)
{
    public static CommentItem Of(Comment comment, User user) =>
        new(
            comment.Id,
            comment.Author.Name,
            comment.Text,
            comment.PictureId is { } pictureId ? PictureEndpoint.UrlOf(pictureId) : null,
            comment.CreatedAt,
            comment.Author.Id == user.Id);
}
