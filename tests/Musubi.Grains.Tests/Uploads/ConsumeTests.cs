using Microsoft.Extensions.DependencyInjection;
using Musubi.Testing;
using Musubi.Testing.Hosting;

namespace Musubi.Grains.Tests.Uploads;

/// <summary>Files that a command takes one by one, and reports that do not fit the file. Source: docs/wire.md, section 6.</summary>
public sealed class ConsumeTests
{
    private readonly MemoryUploadStore _files = new();

    [Fact]
    public async Task Consume_OneOfTwo_LeavesTheOtherAndDoesNotReset()
    {
        await using var page = await Mount();
        await page.UploadAsync(DeskStore.Letters, "a.txt", [1]);
        var other = await page.UploadAsync(DeskStore.Letters, "b.txt", [2]);
        var before = page.Patches.Count;

        var reply = await page.DispatchAsync<DeskStore.TakeReply>("take", new { name = "a.txt" });

        Assert.Equal(["a.txt", "not b.txt"], reply.Seen);
        Assert.Equal(other, Assert.Single(page.UploadEntries(DeskStore.Letters)).Ref);
        Assert.Equal(other, Assert.Single(_files.Files).EntryRef);
        Assert.Equal(before, page.Patches.Count);
    }

    [Fact]
    public async Task Consume_TheLastOfTwo_Resets()
    {
        await using var page = await Mount();
        await page.UploadAsync(DeskStore.Letters, "a.txt", [1]);
        await page.UploadAsync(DeskStore.Letters, "b.txt", [2]);
        await page.DispatchAsync("take", new { name = "a.txt" });

        Assert.Equal(["b.txt"], (await page.DispatchAsync<DeskStore.TakeReply>("take", new { name = "b.txt" })).Seen);

        Assert.Equal("""[{"op":"reset","upload":"letters","store_id":[]}]""", page.Json(page.LastPatch.UploadOps));
        Assert.Empty(_files.Files);
    }

    [Fact]
    public async Task Consume_WhenNoneIsThere_SeesNothingAndLeavesTheOneOnItsWay()
    {
        await using var page = await Mount();
        var coming = await Announce(page, DeskStore.Letters);
        var before = page.Patches.Count;

        Assert.Empty((await page.DispatchAsync<DeskStore.TakeReply>("take", new { name = "a.txt" })).Seen);

        Assert.Equal(coming, Assert.Single(page.UploadEntries(DeskStore.Letters)).Ref);
        Assert.Equal(before, page.Patches.Count);
    }

    [Fact]
    public async Task Report_OfTheOtherMode_IsRefusedAndChangesNothing()
    {
        await using var page = await Mount();
        var letter = await Announce(page, DeskStore.Letters);
        var parcel = await Announce(page, DeskStore.Parcels);
        var complete = new UploadReport(UploadReportKind.Progress, 100);
        var before = page.Patches.Count;

        Assert.Equal(UploadOutcome.WrongMode, await Report(page, "letters", letter, fromClient: true, complete));
        Assert.Equal(UploadOutcome.WrongMode, await Report(page, "parcels", parcel, fromClient: false, complete));

        Assert.Equal(before, page.Patches.Count);
        Assert.Equal(UploadStatus.Pending, Assert.Single(page.UploadEntries(DeskStore.Letters)).Status);
        Assert.Equal(UploadStatus.Pending, Assert.Single(page.UploadEntries(DeskStore.Parcels)).Status);
    }

    [Theory]
    [InlineData("nothing", UploadOutcome.UnknownUpload)]
    [InlineData("LETTERS", UploadOutcome.UnknownUpload)]
    [InlineData("", UploadOutcome.UnknownUpload)]
    [InlineData("parcels", UploadOutcome.UnknownEntry)]
    public async Task Report_ForAnUploadThatDoesNotHaveTheFile_SaysSo(string name, UploadOutcome outcome)
    {
        await using var page = await Mount();
        var letter = await Announce(page, DeskStore.Letters);

        Assert.Equal(outcome, await Report(page, name, letter, fromClient: false, new UploadReport(UploadReportKind.Progress, 50)));

        Assert.Equal(0, Assert.Single(page.UploadEntries(DeskStore.Letters)).Progress);
    }

    private static async Task<string> Announce(StorePage page, Upload upload) =>
        Assert.Single((await page.AllowUploadAsync(upload, [new TestFile("a.txt", []) { Size = 8 }])).Entries).EntryRef;

    private static async Task<UploadOutcome> Report(StorePage page, string name, string entryRef, bool fromClient, UploadReport report) =>
        (await page.CycleAsync(tree => tree.Upload(new UploadRequest(1, page.LastPatch.Version, StoreId.Root, name, entryRef, fromClient, report)), static answer => answer.Patch)).Outcome;

    private Task<StorePage> Mount() => StorePage.MountAsync<DeskStore>(configure: options => options.Services.AddSingleton<IUploadStore>(_files));
}
