using LivePoll.Comments;
using LivePoll.Pictures;
using Musubi;

namespace LivePoll.Stores;

/// <summary>What is said about a poll, which is in a grain and on the page and not here; and what this page is about to say, which is here and nowhere else.</summary>
[StoreName("Comments")]
internal sealed class CommentsStore(IGrainFactory grains, PictureShelf pictures, TimeProvider time) : Store<CommentsState>
{
    public static readonly Attr<string> PollId = new("poll_id");
    public static readonly Stream<CommentItem> Items = new("items", static comment => comment.Id, ICommentListGrain.MaxComments);

    /// <summary>The picture that goes with the next comment. It waits with the gateway until that is posted.</summary>
    public static readonly Upload Picture = new("picture")
    {
        Accept = [".png", ".jpg", ".jpeg", ".gif", ".webp"],
        MaxFileSize = 2_000_000,
        // A phone at the edge of its network.
        ChunkTimeout = TimeSpan.FromMinutes(1),
    };

    /// <summary>What has happened to the comments. The room sends it, since it is roots that hear topics.</summary>
    public static readonly Key<object> News = new("news");

    private static readonly Key<string> Draft = new("draft");

    public override ValueTask<Socket> Init(Socket socket) => Read(socket.Assign(Draft, ""));

    public override ValueTask<Socket> Update(IReadOnlyDictionary<string, object?> newAssigns, Socket socket) => newAssigns.GetValueOrDefault(News.Name) switch
    {
        // It may be among those that are being read too: what comes again under its key is moved, not doubled.
        CommentAdded added => socket.StreamInsert(Items, CommentItem.Of(added.Comment, User.Of(socket)), at: 0),
        CommentDeleted deleted => Drop(deleted.CommentId, socket),
        _ => base.Update(newAssigns, socket),
    };

    public override ValueTask<Socket> Resumed(Lost lost, Socket socket) => (lost & (Lost.Streams | Lost.Messages)) == Lost.None ? socket : Read(socket, reset: true);

    public override CommentsState Render(Socket socket) => new(socket.Get(Items.Status), Items, socket.Get(Draft));

    /// <summary>Keeps what is written so far. Pages send it when typing rests.</summary>
    [Command]
    public Socket Write(string text, Socket socket) => socket.Assign(Draft, text.Length <= CommentDraft.MaxTextLength ? text : text[..CommentDraft.MaxTextLength]);

    [Command]
    public async Task<(AddCommentReply, Socket)> Add(string text, Socket socket)
    {
        if (!CommentDraft.TryCreate(text, out var draft, out var problem))
        {
            return (AddCommentReply.Refused(problem), socket);
        }

        (var files, socket) = await socket.ConsumeUploadedEntriesAsync(Picture, static async file =>
        {
            await using var bytes = await file.OpenReadAsync();
            return Consumed.Done(await StoredPicture.ReadAsync(bytes));
        });
        if (files.Contains(null))
        {
            return (AddCommentReply.Refused("That file is not a picture. Post without it, or choose another."), socket);
        }

        var pictureId = files is [{ } picture] ? await pictures.PutAsync(picture) : null;
        await List(socket).Add(Comment.Create(draft, pictureId, User.Of(socket), socket.CommandId, time.GetUtcNow()));
        return (AddCommentReply.Added, socket.Assign(Draft, ""));
    }

    [Command]
    public async Task<Socket> Delete(string id, Socket socket)
    {
        await List(socket).Delete(id, User.Of(socket).Id);
        return socket;
    }

    [Command]
    public Socket Retry(Socket socket) => socket.Get(Items.Status).Status == AsyncStatus.Failed ? Read(socket) : socket;

    private ICommentListGrain List(Socket socket) => grains.GetGrain<ICommentListGrain>(socket.Get(PollId));

    private Socket Read(Socket socket, bool reset = false)
    {
        var (list, user) = (List(socket), User.Of(socket));
        return socket.StreamAsync(Items, async _ => (await list.List()).Select(comment => CommentItem.Of(comment, user)), reset: reset);
    }

    private Socket Drop(string commentId, Socket socket)
    {
        socket = socket.StreamDeleteByItemKey(Items, commentId);

        // What is being read may still have it, and would bring it back. Reading again takes that task's place.
        return socket.Get(Items.Status).Status == AsyncStatus.Loading ? Read(socket) : socket;
    }
}
