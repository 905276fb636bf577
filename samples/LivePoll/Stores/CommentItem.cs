using LivePoll.Comments;

namespace LivePoll.Stores;

/// <summary>A comment as one user sees it.</summary>
/// <param name="Mine">Whether it is that user's, who may delete it.</param>
internal sealed record CommentItem(string Id, string Author, string Text, DateTimeOffset CreatedAt, bool Mine)
{
    public static CommentItem Of(Comment comment, User user) =>
        new(comment.Id, comment.Author.Name, comment.Text, comment.CreatedAt, comment.Author.Id == user.Id);
}
