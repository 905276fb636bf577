using System.Collections.Immutable;
using LivePoll.Pictures;
using LivePoll.Polls;
using Musubi;

namespace LivePoll.Comments;

/// <inheritdoc cref="ICommentListGrain"/>
internal sealed class CommentListGrain([PersistentState("comments")] IPersistentState<CommentListState> storage, PictureShelf pictures) : Grain, ICommentListGrain
{
    public Task<ImmutableArray<Comment>> List() => Task.FromResult(Comments);

    public Task Add(Comment comment) => Comments.FirstOrDefault(known => known.Id == comment.Id) is { } known
        ? AddAgain(comment, known)
        : Save([comment, .. Comments.Take(ICommentListGrain.MaxComments - 1)], new CommentAdded(comment));

    public Task Delete(string commentId, string userId) =>
        Comments.FirstOrDefault(comment => comment.Id == commentId && comment.Author.Id == userId) is { } comment
            ? Save(Comments.Remove(comment), new CommentDeleted(commentId))
            : Task.CompletedTask;

    // The silo died of a command that had added it. Whether anybody heard of it is not known either.
    private async Task AddAgain(Comment comment, Comment known)
    {
        if (comment.PictureId is { } pictureId && pictureId != known.PictureId)
        {
            await pictures.RemoveAsync(pictureId);
        }

        await Publish(new CommentAdded(known));
    }

    private ImmutableArray<Comment> Comments => storage.State.Comments;

    // Before it is published: who hears of a change and then reads the list finds it there.
    private async Task Save(ImmutableArray<Comment> comments, object change)
    {
        var dropped = Comments.Except(comments);
        storage.State = new CommentListState(comments);
        await storage.WriteStateAsync();
        foreach (var pictureId in dropped.Select(static comment => comment.PictureId).OfType<string>())
        {
            await pictures.RemoveAsync(pictureId);
        }

        await Publish(change);
    }

    private Task Publish(object change) => GrainFactory.PublishAsync(PollChanged.TopicOf(this.GetPrimaryKeyString()), change).AsTask();
}
