using System.Collections.Immutable;

namespace LivePoll.Comments;

/// <summary>The comments on a poll, by the poll's id.</summary>
[Alias("live-poll.ICommentListGrain")]
internal interface ICommentListGrain : IGrainWithStringKey
{
    /// <summary>How many are kept: the newest.</summary>
    const int MaxComments = 50;

    /// <summary>The comments, newest first.</summary>
    [Alias("List")]
    Task<ImmutableArray<Comment>> List();

    /// <summary>Adds a comment, once for its id however often it is asked.</summary>
    [Alias("Add")]
    Task Add(Comment comment);

    /// <summary>Deletes a comment, if it is this user's.</summary>
    [Alias("Delete")]
    Task Delete(string commentId, string userId);
}
