using Microsoft.Extensions.DependencyInjection;
using Musubi.Testing;
using Musubi.Testing.Hosting;

namespace Musubi.Grains.Tests.Uploads;

/// <summary>What files do in a tree of stores: what the client is told, and what is left of them. Source: docs/wire.md, section 6; docs/uploads.md.</summary>
public sealed class TreeUploadTests
{
    private static readonly StoreId Box = StoreId.Root.Append("box");

    private readonly MemoryUploadStore _files = new();

    [Fact]
    public async Task Config_OfAStoreThatComesLater_ComesWithItAndOnce()
    {
        await using var page = await StorePage.MountAsync<ShelfStore>();
        Assert.Equal("[]", page.Json(page.LastPatch.UploadOps));

        await page.DispatchAsync("place", new { box = true });

        Assert.Equal(
            """[{"op":"config","upload":"papers","store_id":["box"],"config":{"accept":[".txt"],"max_entries":2,"max_file_size":100,"chunk_size":4}}]""",
            page.Json(page.LastPatch.UploadOps));
        Assert.Equal("papers", (string?)page.Document["box"]!["papers"]!["__musubi_upload__"]);
        await page.DispatchAsync("read", storeId: Box);
        Assert.DoesNotContain("config", page.Json(page.LastPatch.UploadOps), StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_FromItsAnnouncementToItsEnd_IsToldOpByOp()
    {
        await using var page = await MountWithBox();

        var file = await Announce(page, "a.txt", 8);
        Assert.Equal(
            $$$"""[{"op":"add","upload":"papers","store_id":["box"],"ref":"{{{file}}}","entry":{"ref":"{{{file}}}","client_name":"a.txt","client_size":8,"client_type":"","progress":0,"status":"pending","errors":[]}}]""",
            page.Json(page.LastPatch.UploadOps));

        await page.SendChunkAsync(BoxStore.Papers, file, "abcd"u8.ToArray(), Box);
        Assert.Equal($$$"""[{"op":"progress","upload":"papers","store_id":["box"],"ref":"{{{file}}}","progress":50}]""", page.Json(page.LastPatch.UploadOps));

        page.Clock.Advance(TimeSpan.FromMilliseconds(100));
        await page.SendChunkAsync(BoxStore.Papers, file, "efgh"u8.ToArray(), Box);
        Assert.Equal(
            $$$"""[{"op":"progress","upload":"papers","store_id":["box"],"ref":"{{{file}}}","progress":100},{"op":"complete","upload":"papers","store_id":["box"],"ref":"{{{file}}}"}]""",
            page.Json(page.LastPatch.UploadOps));
    }

    [Fact]
    public async Task Progress_ThatAStoreHearsOf_IsOneEnvelopeWithWhatItMakesOfIt()
    {
        await using var page = await MountWithBox();
        var file = await Announce(page, "a.txt", 8);
        var before = page.Patches.Count;

        await page.SendChunkAsync(BoxStore.Papers, file, "abcd"u8.ToArray(), Box);

        Assert.Equal(before + 1, page.Patches.Count);
        Assert.Equal("""[{"op":"replace","path":"/box/progress","value":50}]""", page.Json(page.LastPatch.Ops));
        Assert.Equal("""[{"name":"heard","payload":{"progress":50},"store_id":["box"]}]""", page.Json(page.LastPatch.Events));
    }

    [Fact]
    public async Task Progress_WithinATenthOfASecond_IsHeldBackForTheSameFileAlone()
    {
        await using var page = await MountWithBox();
        var (one, other) = (await Announce(page, "a.txt", 16), await Announce(page, "b.txt", 16));
        await page.SendChunkAsync(BoxStore.Papers, one, "abcd"u8.ToArray(), Box);

        page.Clock.Advance(TimeSpan.FromMilliseconds(99));
        var before = page.Patches.Count;
        await page.SendChunkAsync(BoxStore.Papers, one, "efgh"u8.ToArray(), Box);
        Assert.Equal(before, page.Patches.Count);
        await page.SendChunkAsync(BoxStore.Papers, other, "abcd"u8.ToArray(), Box);
        Assert.Contains(other, page.Json(page.LastPatch.UploadOps), StringComparison.Ordinal);

        page.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await page.SendChunkAsync(BoxStore.Papers, one, "ijkl"u8.ToArray(), Box);
        Assert.Contains($"\"ref\":\"{one}\",\"progress\":75", page.Json(page.LastPatch.UploadOps), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Complete_RightAfterProgress_IsNotHeldBack()
    {
        await using var page = await MountWithBox();
        var file = await Announce(page, "a.txt", 8);
        await page.SendChunkAsync(BoxStore.Papers, file, "abcd"u8.ToArray(), Box);

        await page.SendChunkAsync(BoxStore.Papers, file, "efgh"u8.ToArray(), Box);

        Assert.Equal($$$"""[{"op":"complete","upload":"papers","store_id":["box"],"ref":"{{{file}}}"}]""", page.Json(page.LastPatch.UploadOps));
        Assert.Equal(100, page.Render<BoxStore.State>(Box).Progress);
    }

    [Fact]
    public async Task Failure_OfAFile_IsAnErrorWithItsWords()
    {
        await using var page = await MountWithBox();
        var file = await Announce(page, "a.txt", 8);
        await page.SendChunkAsync(BoxStore.Papers, file, "abcd"u8.ToArray(), Box);

        await page.FailUploadAsync(BoxStore.Papers, file, UploadErrorCode.ChunkTimeout, Box);

        Assert.Equal(
            $$$"""[{"op":"error","upload":"papers","store_id":["box"],"ref":"{{{file}}}","error":{"code":"chunk_timeout","message":"upload timed out between chunks"}}]""",
            page.Json(page.LastPatch.UploadOps));
        Assert.Empty(_files.Files);
    }

    [Fact]
    public async Task Consume_Done_GivesTheFileOnceAndResetsTheUpload()
    {
        await using var page = await MountWithBox();
        await page.UploadAsync(BoxStore.Papers, "a.txt", "blue"u8.ToArray(), Box);

        Assert.Equal(["blue"], (await page.DispatchAsync<BoxStore.ReadReply>("read", storeId: Box)).Texts);

        Assert.Equal("""[{"op":"reset","upload":"papers","store_id":["box"]}]""", page.Json(page.LastPatch.UploadOps));
        Assert.Empty(_files.Files);
        Assert.Empty((await page.DispatchAsync<BoxStore.ReadReply>("read", storeId: Box)).Texts);
    }

    [Fact]
    public async Task Consume_TwiceInOneCommand_GivesTheFileOnce()
    {
        await using var page = await MountWithBox();
        await page.UploadAsync(BoxStore.Papers, "a.txt", "blue"u8.ToArray(), Box);

        Assert.Equal(["blue", "|"], (await page.DispatchAsync<BoxStore.ReadReply>("read_twice", storeId: Box)).Texts);
    }

    [Fact]
    public async Task Consume_Postponed_KeepsTheFileForAnotherTime()
    {
        await using var page = await MountWithBox();
        await page.UploadAsync(BoxStore.Papers, "a.txt", "blue"u8.ToArray(), Box);

        Assert.Equal(["blue"], (await page.DispatchAsync<BoxStore.ReadReply>("peek", storeId: Box)).Texts);

        Assert.Single(page.UploadEntries(BoxStore.Papers, Box));
        Assert.Single(_files.Files);
        Assert.Equal(["blue"], (await page.DispatchAsync<BoxStore.ReadReply>("read", storeId: Box)).Texts);
    }

    [Fact]
    public async Task Consume_WhileAFileIsOnItsWay_LeavesThatOne()
    {
        await using var page = await MountWithBox();
        await page.UploadAsync(BoxStore.Papers, "a.txt", "blue"u8.ToArray(), Box);
        var coming = await Announce(page, "b.txt", 8);
        await page.SendChunkAsync(BoxStore.Papers, coming, "gree"u8.ToArray(), Box);

        Assert.Equal(["blue"], (await page.DispatchAsync<BoxStore.ReadReply>("read", storeId: Box)).Texts);

        Assert.Equal(coming, Assert.Single(page.UploadEntries(BoxStore.Papers, Box)).Ref);
        await page.SendChunkAsync(BoxStore.Papers, coming, "nish"u8.ToArray(), Box);
        Assert.Equal(["greenish"], (await page.DispatchAsync<BoxStore.ReadReply>("read", storeId: Box)).Texts);
    }

    [Fact]
    public async Task Consume_ThatThrows_EndsThePageAndItsFiles()
    {
        await using var page = await MountWithBox();
        await page.UploadAsync(BoxStore.Papers, "a.txt", "blue"u8.ToArray(), Box);

        await Assert.ThrowsAsync<StoreCrashedException>(() => page.DispatchAsync("tear", storeId: Box));

        Assert.Empty(_files.Files);
    }

    [Fact]
    public async Task Cancel_ByAStore_TellsTheClientAndDeletesTheFile()
    {
        await using var page = await MountWithBox();
        var file = await Announce(page, "a.txt", 8);
        await page.SendChunkAsync(BoxStore.Papers, file, "abcd"u8.ToArray(), Box);

        await page.DispatchAsync("throw", new { entry = file }, Box);

        Assert.Equal($$$"""[{"op":"cancel","upload":"papers","store_id":["box"],"ref":"{{{file}}}"}]""", page.Json(page.LastPatch.UploadOps));
        Assert.Empty(_files.Files);
        Assert.Empty(page.UploadEntries(BoxStore.Papers, Box));
    }

    [Fact]
    public async Task Store_ThatGoes_TakesItsFilesAlong()
    {
        await using var page = await MountWithBox();
        await page.UploadAsync(BoxStore.Papers, "a.txt", "blue"u8.ToArray(), Box);
        var coming = await Announce(page, "b.txt", 8);
        await page.SendChunkAsync(BoxStore.Papers, coming, "gree"u8.ToArray(), Box);
        Assert.Equal(2, _files.Files.Count);

        await page.DispatchAsync("place", new { box = false });

        Assert.Empty(_files.Files);
        await page.DispatchAsync("place", new { box = true });
        Assert.Empty(page.UploadEntries(BoxStore.Papers, Box));
    }

    [Theory]
    [InlineData(TerminateReason.Left)]
    [InlineData(TerminateReason.Disconnected)]
    [InlineData(TerminateReason.Shutdown)]
    public async Task Root_ThatEnds_LeavesNoFile(TerminateReason reason)
    {
        await using var page = await MountWithBox();
        await page.UploadAsync(BoxStore.Papers, "a.txt", "blue"u8.ToArray(), Box);

        await page.UnmountAsync(reason);

        Assert.Empty(_files.Files);
    }

    private static async Task<string> Announce(StorePage page, string name, int size) =>
        Assert.Single((await page.AllowUploadAsync(BoxStore.Papers, [new TestFile(name, []) { Size = size }], Box)).Entries).EntryRef;

    private async Task<StorePage> MountWithBox()
    {
        var page = await StorePage.MountAsync<ShelfStore>(configure: options => options.Services.AddSingleton<IUploadStore>(_files));
        await page.DispatchAsync("place", new { box = true });
        return page;
    }
}
