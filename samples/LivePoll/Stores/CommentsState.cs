using Musubi;

namespace LivePoll.Stores;

/// <param name="Loaded">Whether the comments made so far are there, on their way, or could not be read.</param>
/// <param name="Items">Newest first.</param>
/// <param name="Draft">The page's next comment, as far as it is written.</param>
internal sealed record CommentsState(AsyncResult<bool> Loaded, Stream<CommentItem> Items, string Draft);
