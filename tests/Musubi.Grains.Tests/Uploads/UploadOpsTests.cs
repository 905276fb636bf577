using Musubi.Testing;

namespace Musubi.Grains.Tests.Uploads;

/// <summary>What a client is told of the uploads of a root and of a store below it, and in which order. Source: docs/wire.md, sections 3 and 6.</summary>
public sealed class UploadOpsTests
{
    [Fact]
    public async Task Config_OfAWholeTree_ComesWithTheMountParentsFirst()
    {
        await using var page = await StorePage.MountAsync<DeskStore>();

        Assert.Equal(
            """
            [{"op":"config","upload":"letters","store_id":[],"config":{"accept":"any","max_entries":3,"max_file_size":8000000,"chunk_size":4}},
            {"op":"config","upload":"parcels","store_id":[],"config":{"accept":"any","max_entries":1,"max_file_size":8000000,"chunk_size":64000}},
            {"op":"config","upload":"papers","store_id":["box"],"config":{"accept":[".txt"],"max_entries":2,"max_file_size":100,"chunk_size":4}}]
            """.ReplaceLineEndings(""),
            page.Json(page.LastPatch.UploadOps));
    }

    [Fact]
    public async Task Config_OfARootThatMoved_IsNotSentAgain()
    {
        await using var before = await StorePage.MountAsync<DeskStore>();
        var sent = before.Patches.Count;

        await using var page = await before.LiveAgainAsync();
        await page.AllowUploadAsync(DeskStore.Letters, [new TestFile("a.txt", [1])]);

        Assert.Equal(sent + 1, page.Patches.Count);
        Assert.DoesNotContain("config", page.Json(page.LastPatch.UploadOps), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_OfARoot_BringsStateStreamAndEventInOneEnvelope()
    {
        await using var page = await StorePage.MountAsync<DeskStore>();
        var file = await Announce(page, DeskStore.Letters, "a.txt", 8);
        var before = page.Patches.Count;

        await page.SendChunkAsync(DeskStore.Letters, file, "abcd"u8.ToArray());

        // The report that the file began changes nothing that a client sees.
        Assert.Equal(before + 1, page.Patches.Count);
        Assert.Equal("""[{"op":"replace","path":"/progress","value":50}]""", page.Json(page.LastPatch.Ops));
        Assert.Equal("""[{"op":"insert","stream":"log","ref":"0","store_id":[],"item_key":"a.txt","at":-1,"item":{"id":"a.txt","progress":50},"limit":null}]""", page.Json(page.LastPatch.StreamOps));
        Assert.Equal($$$"""[{"op":"progress","upload":"letters","store_id":[],"ref":"{{{file}}}","progress":50}]""", page.Json(page.LastPatch.UploadOps));
        Assert.Equal("""[{"name":"heard","payload":{"progress":50},"store_id":[]}]""", page.Json(page.LastPatch.Events));
    }

    [Fact]
    public async Task Preflight_OfSeveralFiles_AddsThemInTheirOrderInOneEnvelope()
    {
        await using var page = await StorePage.MountAsync<DeskStore>();
        var before = page.Patches.Count;

        var (entries, _) = await page.AllowUploadAsync(DeskStore.Letters, [new TestFile("b.txt", [1]), new TestFile("a.txt", [1]), new TestFile("c.txt", [1])]);

        Assert.Equal(before + 1, page.Patches.Count);
        Assert.Equal(["b.txt", "a.txt", "c.txt"], entries.Select(static entry => entry.ClientRef));
        var ops = page.Json(page.LastPatch.UploadOps);
        var at = entries.Select(entry => ops.IndexOf($"\"op\":\"add\",\"upload\":\"letters\",\"store_id\":[],\"ref\":\"{entry.EntryRef}\"", StringComparison.Ordinal)).ToArray();
        Assert.DoesNotContain(-1, at);
        Assert.Equal(at.Order(), at);
    }

    [Fact]
    public async Task Cancel_ByTheClient_IsToldAndAnUnknownOneIsNot()
    {
        await using var page = await StorePage.MountAsync<DeskStore>();
        var file = await Announce(page, DeskStore.Letters, "a.txt", 8);

        await page.CancelUploadAsync(DeskStore.Letters, file);
        Assert.Equal($$$"""[{"op":"cancel","upload":"letters","store_id":[],"ref":"{{{file}}}"}]""", page.Json(page.LastPatch.UploadOps));

        var before = page.Patches.Count;
        await page.CancelUploadAsync(DeskStore.Letters, file);
        Assert.Equal(before, page.Patches.Count);
    }

    [Fact]
    public async Task Progress_OfAnExternalFile_EndsWithComplete()
    {
        await using var page = await StorePage.MountAsync<DeskStore>();
        var (entries, _) = await page.AllowUploadAsync(DeskStore.Parcels, [new TestFile("a.txt", []) { Size = 8 }]);
        var file = Assert.Single(entries);
        Assert.Equal("van", file.Uploader);
        Assert.Equal("""{"name":"north"}""", page.Json(file.Meta));

        await page.ReportProgressAsync(DeskStore.Parcels, file.EntryRef, 100);

        Assert.Equal(
            $$$"""[{"op":"progress","upload":"parcels","store_id":[],"ref":"{{{file.EntryRef}}}","progress":100},{"op":"complete","upload":"parcels","store_id":[],"ref":"{{{file.EntryRef}}}"}]""",
            page.Json(page.LastPatch.UploadOps));
    }

    [Fact]
    public async Task HandleProgress_ThatThrows_CrashesThePage()
    {
        await using var page = await StorePage.MountAsync<DeskStore>();
        var file = await Announce(page, DeskStore.Letters, "bad.txt", 8);
        var before = page.Patches.Count;

        await Assert.ThrowsAsync<StoreCrashedException>(() => page.SendChunkAsync(DeskStore.Letters, file, "abcd"u8.ToArray()));

        Assert.Equal(before, page.Patches.Count);
    }

    private static async Task<string> Announce(StorePage page, Upload upload, string name, int size) =>
        Assert.Single((await page.AllowUploadAsync(upload, [new TestFile(name, []) { Size = size }])).Entries).EntryRef;
}
