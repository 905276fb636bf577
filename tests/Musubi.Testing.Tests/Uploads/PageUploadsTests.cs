using Microsoft.Extensions.DependencyInjection;
using Musubi.Testing.Hosting;

namespace Musubi.Testing.Tests.Uploads;

public class PageUploadsTests
{
    private readonly MemoryUploadStore _files = new();

    [Fact]
    public async Task Upload_WholeFile_CanBeConsumedAndIsGoneThen()
    {
        await using var page = await Mount();

        await page.UploadAsync(AlbumStore.Pictures, "sea.png", "blue waves"u8.ToArray());
        Assert.Single(_files.Files);
        await page.DispatchAsync("save");

        Assert.Equal(new AlbumStore.State("blue waves", 100), page.Render<AlbumStore.State>());
        Assert.Empty(page.UploadEntries(AlbumStore.Pictures));
        Assert.Empty(_files.Files);
    }

    [Fact]
    public async Task Upload_EmptyFile_IsComplete()
    {
        await using var page = await Mount();

        await page.UploadAsync(AlbumStore.Pictures, "nothing.png", []);

        Assert.Equal(UploadStatus.Success, Assert.Single(page.UploadEntries(AlbumStore.Pictures)).Status);
    }

    [Fact]
    public async Task Upload_RefusedFile_SaysWhy()
    {
        await using var page = await Mount();

        var refused = await Assert.ThrowsAsync<ExpectationException>(() => page.UploadAsync(AlbumStore.Pictures, "sea.gif", [1]));

        Assert.Equal("Expected 'pictures' to take 'sea.gif' of 1 bytes; it was refused as NotAccepted: file type is not accepted.", refused.Message);
    }

    [Fact]
    public async Task AllowUpload_SomeFiles_AreAllowedAndOthersRefused()
    {
        await using var page = await Mount();

        var (entries, errors) = await page.AllowUploadAsync(
            AlbumStore.Pictures,
            [new TestFile("large.png", []) { Size = 101 }, new TestFile("a.png", [1]), new TestFile("b.png", [1]), new TestFile("c.png", [1]) { ClientRef = "third" }]);

        Assert.Equal(["a.png", "b.png"], entries.Select(static entry => entry.ClientRef));
        Assert.Equal([("large.png", UploadErrorCode.TooLarge), ("third", UploadErrorCode.TooManyFiles)], errors.Select(static error => (error.ClientRef, error.Code)));
    }

    [Fact]
    public async Task SendChunk_PartOfAFile_ReportsProgress()
    {
        await using var page = await Mount();
        var (entries, _) = await page.AllowUploadAsync(AlbumStore.Pictures, [new TestFile("sea.png", []) { Size = 8 }]);

        Assert.Equal(50, await page.SendChunkAsync(AlbumStore.Pictures, entries[0].EntryRef, [1, 2, 3, 4]));
        Assert.Equal(50, page.Render<AlbumStore.State>().Progress);

        var again = await page.LiveAgainAsync();
        Assert.Equal(100, await again.SendChunkAsync(AlbumStore.Pictures, entries[0].EntryRef, [5, 6, 7, 8]));
        await again.DisposeAsync();
    }

    [Fact]
    public async Task SendChunk_TooLarge_SaysHowMuchMayCome()
    {
        await using var page = await Mount();
        var (entries, _) = await page.AllowUploadAsync(AlbumStore.Pictures, [new TestFile("sea.png", []) { Size = 3 }]);

        var large = await Assert.ThrowsAsync<ExpectationException>(() => page.SendChunkAsync(AlbumStore.Pictures, entries[0].EntryRef, [1, 2, 3, 4]));

        Assert.Equal("Expected a chunk of at most 3 bytes; got 4.", large.Message);
    }

    [Fact]
    public async Task ReportProgress_OfAnExternalFile_ReachesTheStore()
    {
        await using var page = await Mount();
        var (entries, _) = await page.AllowUploadAsync(AlbumStore.Films, [new TestFile("sea.mp4", [1])]);
        Assert.Equal("tube", entries[0].Uploader);

        await page.ReportProgressAsync(AlbumStore.Films, entries[0].EntryRef, 40);

        Assert.Equal(40, page.Render<AlbumStore.State>().Progress);
        Assert.Contains("goes elsewhere", (await Assert.ThrowsAsync<ExpectationException>(() => page.SendChunkAsync(AlbumStore.Films, entries[0].EntryRef, [1]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReportProgress_OfAFileForTheGateway_IsAMisuse()
    {
        await using var page = await Mount();
        var (entries, _) = await page.AllowUploadAsync(AlbumStore.Pictures, [new TestFile("sea.png", [1])]);

        var misuse = await Assert.ThrowsAsync<ExpectationException>(() => page.ReportProgressAsync(AlbumStore.Pictures, entries[0].EntryRef, 40));

        Assert.Contains("'sea.png' comes over the gateway", misuse.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FailUpload_HalfOfAFile_IsAnErrorAndItsBytesGo()
    {
        await using var page = await Mount();
        var (entries, _) = await page.AllowUploadAsync(AlbumStore.Pictures, [new TestFile("sea.png", []) { Size = 8 }]);
        await page.SendChunkAsync(AlbumStore.Pictures, entries[0].EntryRef, [1, 2, 3, 4]);

        await page.FailUploadAsync(AlbumStore.Pictures, entries[0].EntryRef, UploadErrorCode.ChunkTimeout);

        var entry = Assert.Single(page.UploadEntries(AlbumStore.Pictures));
        Assert.Equal((UploadStatus.Error, UploadErrorCode.ChunkTimeout), (entry.Status, entry.Errors[0].Code));
        Assert.Empty(_files.Files);
    }

    [Fact]
    public async Task CancelUpload_CompleteFile_IsGone()
    {
        await using var page = await Mount();
        var entryRef = await page.UploadAsync(AlbumStore.Pictures, "sea.png", [1]);

        await page.CancelUploadAsync(AlbumStore.Pictures, entryRef);
        await page.CancelUploadAsync(AlbumStore.Pictures, "u_nobody");

        Assert.Empty(page.UploadEntries(AlbumStore.Pictures));
        Assert.Empty(_files.Files);
        Assert.Equal(
            "Expected an entry of 'pictures', one of none; got 'u_nobody'.",
            (await Assert.ThrowsAsync<ExpectationException>(() => page.SendChunkAsync(AlbumStore.Pictures, "u_nobody", [1]))).Message);
    }

    [Fact]
    public async Task AllowUpload_OfAnotherStore_SaysWhatIsDeclared()
    {
        await using var page = await Mount();

        var undeclared = await Assert.ThrowsAsync<ExpectationException>(() => page.AllowUploadAsync(new Upload("songs"), []));

        Assert.EndsWith("one of 'pictures', 'films'; got 'songs'.", undeclared.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_FileThatNobodyTook_IsDeleted()
    {
        await using (var page = await Mount())
        {
            await page.UploadAsync(AlbumStore.Pictures, "sea.png", [1]);
        }

        Assert.Empty(_files.Files);
    }

    private Task<StorePage> Mount() => StorePage.MountAsync<AlbumStore>(configure: options => options.Services.AddSingleton<IUploadStore>(_files));
}
