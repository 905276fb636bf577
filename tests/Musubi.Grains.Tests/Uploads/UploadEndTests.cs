using Microsoft.Extensions.DependencyInjection;
using Musubi.Testing;
using Musubi.Testing.Hosting;

namespace Musubi.Grains.Tests.Uploads;

/// <summary>What a report is answered that comes when its file is no more, and what outlives a move. Source: docs/wire.md, section 6.</summary>
public sealed class UploadEndTests
{
    private static readonly StoreId Box = StoreId.Root.Append("box");

    private readonly MemoryUploadStore _files = new();

    [Theory]
    [InlineData(UploadReportKind.Started)]
    [InlineData(UploadReportKind.Progress)]
    [InlineData(UploadReportKind.Failed)]
    [InlineData(UploadReportKind.Cancelled)]
    public async Task Report_AfterItsStoreWent_FindsNoStoreAndThenNoFile(UploadReportKind kind)
    {
        await using var page = await Mount<ShelfStore>();
        await page.DispatchAsync("place", new { box = true });
        var file = await Begin(page, BoxStore.Papers, Box);

        await page.DispatchAsync("place", new { box = false });
        Assert.Equal(UploadOutcome.UnknownStore, await Report(page, Box, "papers", file, kind));

        // Another store by its id has none of its files.
        await page.DispatchAsync("place", new { box = true });
        Assert.Equal(UploadOutcome.UnknownEntry, await Report(page, Box, "papers", file, kind));
        Assert.Empty(_files.Files);
    }

    [Theory]
    [InlineData(UploadReportKind.Started)]
    [InlineData(UploadReportKind.Progress)]
    [InlineData(UploadReportKind.Failed)]
    [InlineData(UploadReportKind.Cancelled)]
    public async Task Report_AfterTheFileWasCancelled_FindsNoFileAndTellsNobody(UploadReportKind kind)
    {
        await using var page = await Mount<DeskStore>();
        var file = await Begin(page, DeskStore.Letters, StoreId.Root);
        await page.CancelUploadAsync(DeskStore.Letters, file);
        var before = page.Patches.Count;

        Assert.Equal(UploadOutcome.UnknownEntry, await Report(page, StoreId.Root, "letters", file, kind));

        Assert.Equal(before, page.Patches.Count);
        Assert.Empty(_files.Files);
    }

    [Fact]
    public async Task Root_ThatMoves_KeepsTheFilesThatAreThereAndThoseOnTheirWay()
    {
        await using var before = await Mount<DeskStore>();
        await before.UploadAsync(DeskStore.Letters, "a.txt", [1]);
        var coming = await Begin(before, DeskStore.Letters, StoreId.Root);

        await using var page = await before.LiveAgainAsync();

        Assert.Equal(2, _files.Files.Count);
        await page.SendChunkAsync(DeskStore.Letters, coming, "efgh"u8.ToArray());
        Assert.All(page.UploadEntries(DeskStore.Letters), static entry => Assert.Equal(UploadStatus.Success, entry.Status));
        await page.DispatchAsync("take", new { name = "a.txt" });
        await page.DispatchAsync("take", new { name = "coming.txt" });
        Assert.Empty(_files.Files);
    }

    private static async Task<string> Begin(StorePage page, Upload upload, StoreId storeId)
    {
        var file = Assert.Single((await page.AllowUploadAsync(upload, [new TestFile("coming.txt", []) { Size = 8 }], storeId)).Entries).EntryRef;
        await page.SendChunkAsync(upload, file, "abcd"u8.ToArray(), storeId);
        return file;
    }

    private static async Task<UploadOutcome> Report(StorePage page, StoreId storeId, string name, string entryRef, UploadReportKind kind) =>
        (await page.CycleAsync(
            tree => tree.Upload(new UploadRequest(1, page.LastPatch.Version, storeId, name, entryRef, FromClient: false, new UploadReport(kind, 75, File: PageGateway.IdOf(entryRef)))),
            static answer => answer.Patch)).Outcome;

    private Task<StorePage> Mount<TStore>()
        where TStore : Store, IRootStore => StorePage.MountAsync<TStore>(configure: options => options.Services.AddSingleton<IUploadStore>(_files));
}
