using System.Text;
using System.Text.Json;
using LivePoll.Comments;
using LivePoll.Stores;
using Musubi;
using Musubi.Testing;

namespace LivePoll.Tests.Stores;

public sealed class CommentsStoreTests
{
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n', 0];

    private readonly RoomPage _room = new();

    [Fact]
    public async Task Retry_AfterTheReadFailed_ReadsAgain()
    {
        await using var page = await _room.MountAsync();
        page.AllowErrors();
        (await _room.Comments.ReadAsync()).SetException(new TimeoutException("The comments are not to be had."));
        await page.NextAsync();
        Assert.Equal(AsyncStatus.Failed, Loaded(page));

        await page.DispatchAsync("retry", storeId: RoomPage.CommentsId);
        Assert.Equal(AsyncStatus.Loading, Loaded(page));
        (await _room.Comments.ReadAsync()).SetResult([Comment("1")]);
        await page.NextAsync();

        Assert.Equal(AsyncStatus.Ok, Loaded(page));
        Assert.Equal(["1"], Items(page));
    }

    [Fact]
    public async Task Retry_WhenNothingFailed_ReadsNoMore()
    {
        await using var page = await _room.MountAsync();
        var read = await _room.Comments.ReadAsync();
        await page.DispatchAsync("retry", storeId: RoomPage.CommentsId);
        read.SetResult([]);
        await page.NextAsync();
        Assert.Equal(AsyncStatus.Ok, Loaded(page));

        await page.DispatchAsync("retry", storeId: RoomPage.CommentsId);
        Assert.Equal(AsyncStatus.Ok, Loaded(page));
    }

    [Fact]
    public async Task Delete_OfACommentThatIsBeingRead_DoesNotBringItBack()
    {
        await using var page = await _room.MountAsync();
        var before = await _room.Comments.ReadAsync();

        await TellAsync(page, new CommentDeleted("2"));
        var after = await _room.Comments.ReadAsync();
        before.SetResult([Comment("2"), Comment("1")]);
        after.SetResult([Comment("1")]);

        // What the first read came to may be a message still; it says nothing any more.
        do
        {
            await page.NextAsync();
        }
        while (Loaded(page) == AsyncStatus.Loading);

        Assert.Equal(["1"], Items(page));
    }

    [Fact]
    public async Task Delete_AfterTheyWereRead_TakesOneOut()
    {
        await using var page = await _room.MountAsync();
        (await _room.Comments.ReadAsync()).SetResult([Comment("2"), Comment("1")]);
        await page.NextAsync();

        await TellAsync(page, new CommentDeleted("2"));

        Assert.Equal(AsyncStatus.Ok, Loaded(page));
        Assert.Equal(["1"], Items(page));
    }

    [Fact]
    public async Task Comment_ThatIsToldOfAndReadToo_IsThereOnce()
    {
        await using var page = await _room.MountAsync();

        await TellAsync(page, new CommentAdded(Comment("2")));
        Assert.Equal(["2"], Items(page));
        (await _room.Comments.ReadAsync()).SetResult([Comment("2"), Comment("1")]);
        await page.NextAsync();

        Assert.Equal(["2", "1"], Items(page));
    }

    [Fact]
    public async Task Add_WithAPicture_KeepsItAndSaysWhereItIs()
    {
        await using var page = await _room.MountAsync();
        await page.UploadAsync(CommentsStore.Picture, "cat.png", Png, RoomPage.CommentsId);

        var reply = await AddAsync(page, "My cat.");

        Assert.Null(reply.Problem);
        var comment = Assert.Single(_room.Comments.Added);
        var picture = await _room.Pictures.FindAsync(comment.PictureId!);
        Assert.Equal("image/png", picture?.MediaType);
        Assert.Equal(Png, picture?.Bytes);
        Assert.Equal($"/pictures/{comment.PictureId}", CommentItem.Of(comment, RoomPage.Ada).Picture);
        Assert.Empty(page.UploadEntries(CommentsStore.Picture, RoomPage.CommentsId));
    }

    [Fact]
    public async Task Add_WithAFileThatIsNoPicture_IsRefusedAndTheFileDropped()
    {
        await using var page = await _room.MountAsync();
        await page.UploadAsync(CommentsStore.Picture, "cat.png", Encoding.UTF8.GetBytes("<svg onload='alert(1)'>"), RoomPage.CommentsId);

        var reply = await AddAsync(page, "My cat.");

        Assert.NotNull(reply.Problem);
        Assert.Empty(_room.Comments.Added);
        Assert.Empty(page.UploadEntries(CommentsStore.Picture, RoomPage.CommentsId));
    }

    [Fact]
    public async Task Add_OfNothing_IsRefusedAndThePictureWaits()
    {
        await using var page = await _room.MountAsync();
        await page.UploadAsync(CommentsStore.Picture, "cat.png", Png, RoomPage.CommentsId);

        var reply = await AddAsync(page, "  ");

        Assert.NotNull(reply.Problem);
        Assert.Single(page.UploadEntries(CommentsStore.Picture, RoomPage.CommentsId));
    }

    [Fact]
    public async Task Write_IsKeptUntilACommentIsAdded()
    {
        await using var page = await _room.MountAsync();
        await WriteAsync(page, "  My c");
        Assert.Equal("  My c", Draft(page));

        await AddAsync(page, "  ");
        Assert.Equal("  My c", Draft(page));
        await AddAsync(page, "My cat.");
        Assert.Equal("", Draft(page));
    }

    [Fact]
    public async Task Write_LivesAgainWithItsRoom()
    {
        await using var before = await _room.MountAsync();
        (await _room.Comments.ReadAsync()).SetResult([]);
        await before.NextAsync();
        await WriteAsync(before, "Half a comm");

        await using var page = await before.LiveAgainAsync();

        Assert.Equal("Half a comm", Draft(page));
    }

    [Fact]
    public async Task Write_LongerThanACommentMayBe_IsCut()
    {
        await using var page = await _room.MountAsync();

        await WriteAsync(page, new string('a', 201));

        Assert.Equal(new string('a', 200), Draft(page));
    }

    private static Comment Comment(string id) => new(id, RoomPage.Ada, $"Comment {id}", DateTimeOffset.UnixEpoch, null);

    private static Task TellAsync(StorePage page, object news) => page.SendUpdateAsync(RoomPage.CommentsId, CommentsStore.News.Is(news));

    private static Task<AddCommentReply> AddAsync(StorePage page, string text) =>
        page.DispatchAsync<AddCommentReply>("add", new { text }, RoomPage.CommentsId);

    private static Task<JsonElement> WriteAsync(StorePage page, string text) => page.DispatchAsync("write", new { text }, RoomPage.CommentsId);

    private static string Draft(StorePage page) => page.Render<CommentsState>(RoomPage.CommentsId).Draft;

    private static AsyncStatus Loaded(StorePage page) => page.Render<CommentsState>(RoomPage.CommentsId).Loaded.Status;

    private static IEnumerable<string> Items(StorePage page) => page.Items(CommentsStore.Items, RoomPage.CommentsId).Select(static item => item.Id);
}
