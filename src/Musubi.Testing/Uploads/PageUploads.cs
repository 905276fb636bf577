using System.Collections.Immutable;
using Musubi.Testing.Hosting;

namespace Musubi.Testing;

/// <summary>Uploads, as a client and its gateway would do them. Files are kept in memory, unless a test registers an <see cref="IUploadStore"/>.</summary>
/// <remarks>The store hears of one report of progress in 100 ms, here as everywhere, and of the last one always: a test that wants to see more of them moves the clock.</remarks>
public static class PageUploads
{
    /// <summary>Announces files, as a client does first.</summary>
    /// <param name="page">The page.</param>
    /// <param name="upload">The upload.</param>
    /// <param name="files">The files.</param>
    /// <param name="storeId">The store that declares the upload; the root by default.</param>
    /// <returns>Which of them may come; a refusal is no exception.</returns>
    /// <exception cref="ExpectationException">There is no such store, or it declares no such upload.</exception>
    /// <exception cref="StoreCrashedException">A callback threw.</exception>
    public static async Task<UploadPreflight> AllowUploadAsync(this StorePage page, Upload upload, IEnumerable<TestFile> files, StoreId storeId = default)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(upload);
        ArgumentNullException.ThrowIfNull(files);
        RequireDeclared(page, upload, storeId);
        page.Link.RequireClient();
        var request = new AllowUploadRequest(1, page.LastPatch.Version, storeId, upload.Name, [.. files.Select(static file => new AnnouncedFile(file.ClientRef, file.Name, file.Size, file.Type))]);
        var answer = await page.CycleAsync(tree => tree.AllowUpload(request), static answer => answer.Patch);
        return new UploadPreflight(answer.Allowed, answer.Refused);
    }

    /// <summary>Uploads a file over the gateway: announces it, and sends all of it in chunks of the upload's size.</summary>
    /// <param name="page">The page.</param>
    /// <param name="upload">The upload.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="bytes">What is in it.</param>
    /// <param name="storeId">The store that declares the upload; the root by default.</param>
    /// <returns>The entry's ref.</returns>
    /// <exception cref="ExpectationException">The store refuses the file, or wants it elsewhere; or there is no such store or upload.</exception>
    /// <exception cref="StoreCrashedException">A callback threw.</exception>
    public static async Task<string> UploadAsync(this StorePage page, Upload upload, string name, byte[] bytes, StoreId storeId = default)
    {
        ArgumentNullException.ThrowIfNull(upload);
        ArgumentNullException.ThrowIfNull(bytes);
        var (entries, errors) = await page.AllowUploadAsync(upload, [new TestFile(name, bytes)], storeId);
        if (!errors.IsEmpty)
        {
            throw new ExpectationException($"Expected '{upload}' to take '{name}' of {bytes.Length} bytes; it was refused as {errors[0].Code}: {UploadError.Of(errors[0].Code).Message}.");
        }

        var entryRef = entries[0].EntryRef;
        var at = 0;
        do
        {
            var chunk = bytes[at..Math.Min(at + upload.ChunkSize, bytes.Length)];
            await page.SendChunkAsync(upload, entryRef, chunk, storeId);
            at += chunk.Length;
        }
        while (at < bytes.Length);
        return entryRef;
    }

    /// <summary>Sends the next bytes of a file that was allowed, over the gateway.</summary>
    /// <param name="page">The page.</param>
    /// <param name="upload">The upload.</param>
    /// <param name="entryRef">The entry.</param>
    /// <param name="chunk">The bytes; an empty file is one empty chunk.</param>
    /// <param name="storeId">The store that declares the upload; the root by default.</param>
    /// <returns>Per cent that have come, 0 to 100; at 100 the file is complete.</returns>
    /// <exception cref="ExpectationException">There is no such entry, or it goes elsewhere; or the chunk is larger than the upload allows, or than what is to come.</exception>
    /// <exception cref="StoreCrashedException">A callback threw.</exception>
    public static async Task<int> SendChunkAsync(this StorePage page, Upload upload, string entryRef, byte[] chunk, StoreId storeId = default)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(upload);
        ArgumentNullException.ThrowIfNull(chunk);
        var entry = Entry(page, upload, entryRef, storeId);
        if (entry.External)
        {
            throw new ExpectationException($"Expected a file that comes over the gateway; '{entry.ClientName}' goes elsewhere, and the client reports on it with {nameof(ReportProgressAsync)}.");
        }

        var left = entry.ClientSize - (page.Runtime.Gateway.Received(entryRef) ?? 0);
        if (chunk.Length > upload.ChunkSize || chunk.Length > left)
        {
            throw new ExpectationException($"Expected a chunk of at most {Math.Min(upload.ChunkSize, left)} bytes; got {chunk.Length}.");
        }

        page.Link.RequireClient();
        if (page.Runtime.Gateway.Received(entryRef) is null)
        {
            await ReportAsync(page, upload, entryRef, storeId, fromClient: false, new UploadReport(UploadReportKind.Started, File: PageGateway.IdOf(entryRef)));
            await page.Runtime.Gateway.BeginAsync(entryRef);
        }

        var progress = await page.Runtime.Gateway.WriteAsync(entryRef, chunk, entry.ClientSize);
        await ReportAsync(page, upload, entryRef, storeId, fromClient: false, new UploadReport(UploadReportKind.Progress, progress));
        return progress;
    }

    /// <summary>Reports how far a file is that the client sends elsewhere.</summary>
    /// <param name="page">The page.</param>
    /// <param name="upload">The upload.</param>
    /// <param name="entryRef">The entry.</param>
    /// <param name="progress">Per cent, 0 to 100; 100 says that all of it is there.</param>
    /// <param name="storeId">The store that declares the upload; the root by default.</param>
    /// <exception cref="ExpectationException">There is no such entry, or it comes over the gateway.</exception>
    /// <exception cref="StoreCrashedException">A callback threw.</exception>
    public static async Task ReportProgressAsync(this StorePage page, Upload upload, string entryRef, int progress, StoreId storeId = default)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(upload);
        var entry = Entry(page, upload, entryRef, storeId);
        if (!entry.External)
        {
            throw new ExpectationException($"Expected a file that the client sends elsewhere; '{entry.ClientName}' comes over the gateway, with {nameof(SendChunkAsync)}.");
        }

        await ReportAsync(page, upload, entryRef, storeId, fromClient: true, new UploadReport(UploadReportKind.Progress, progress));
    }

    /// <summary>Reports that a file failed: by the gateway, or by the client when it sends it elsewhere.</summary>
    /// <param name="page">The page.</param>
    /// <param name="upload">The upload.</param>
    /// <param name="entryRef">The entry.</param>
    /// <param name="code">Why.</param>
    /// <param name="storeId">The store that declares the upload; the root by default.</param>
    /// <exception cref="ExpectationException">There is no such entry.</exception>
    /// <exception cref="StoreCrashedException">A callback threw.</exception>
    public static Task FailUploadAsync(this StorePage page, Upload upload, string entryRef, UploadErrorCode code, StoreId storeId = default)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(upload);
        var entry = Entry(page, upload, entryRef, storeId);
        return ReportAsync(page, upload, entryRef, storeId, fromClient: entry.External, new UploadReport(UploadReportKind.Failed, Error: UploadError.Of(code)));
    }

    /// <summary>Takes a file back, as a client does; nothing happens when there is no such entry.</summary>
    /// <param name="page">The page.</param>
    /// <param name="upload">The upload.</param>
    /// <param name="entryRef">The entry.</param>
    /// <param name="storeId">The store that declares the upload; the root by default.</param>
    /// <exception cref="ExpectationException">There is no such store, or it declares no such upload.</exception>
    /// <exception cref="StoreCrashedException">A callback threw.</exception>
    public static Task CancelUploadAsync(this StorePage page, Upload upload, string entryRef, StoreId storeId = default)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(upload);
        RequireDeclared(page, upload, storeId);
        return ReportAsync(page, upload, entryRef, storeId, fromClient: true, new UploadReport(UploadReportKind.Cancelled));
    }

    /// <summary>The files of an upload as its store sees them, in the order in which they were announced.</summary>
    /// <param name="page">The page.</param>
    /// <param name="upload">The upload.</param>
    /// <param name="storeId">The store that declares the upload; the root by default.</param>
    /// <exception cref="ExpectationException">There is no such store, or it declares no such upload.</exception>
    public static ImmutableArray<UploadEntry> UploadEntries(this StorePage page, Upload upload, StoreId storeId = default)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(upload);
        RequireDeclared(page, upload, storeId);
        return UploadTable.Of(page.Node(storeId).Socket).Of(upload.Name);
    }

    private static UploadEntry Entry(StorePage page, Upload upload, string entryRef, StoreId storeId)
    {
        var entries = page.UploadEntries(upload, storeId);
        return entries.FirstOrDefault(entry => entry.Ref == entryRef)
            ?? throw new ExpectationException($"Expected an entry of '{upload}', one of {(entries.IsEmpty ? "none" : string.Join(", ", entries.Select(static entry => $"'{entry.Ref}' ({entry.ClientName})")))}; got '{entryRef}'.");
    }

    private static void RequireDeclared(StorePage page, Upload upload, StoreId storeId)
    {
        var definition = page.Node(storeId).Definition;
        if (!definition.Uploads.Contains(upload))
        {
            throw new ExpectationException($"Expected an upload of {definition.Type}, one of {(definition.Uploads.IsEmpty ? "none" : string.Join(", ", definition.Uploads.Select(static declared => $"'{declared}'")))}; got '{upload}'.");
        }
    }

    private static Task<UploadAnswer> ReportAsync(StorePage page, Upload upload, string entryRef, StoreId storeId, bool fromClient, UploadReport report)
    {
        page.Link.RequireClient();
        return page.CycleAsync(tree => tree.Upload(new UploadRequest(1, page.LastPatch.Version, storeId, upload.Name, entryRef, fromClient, report)), static answer => answer.Patch);
    }
}
