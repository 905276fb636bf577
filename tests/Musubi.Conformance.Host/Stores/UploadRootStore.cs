namespace Musubi.Conformance.Host.Stores;

/// <summary>Files that clients send elsewhere, and only report on.</summary>
[StoreName("Musubi.WireCapture.Stores.UploadRootStore")]
public sealed class UploadRootStore : RootStore<UploadRootStore.State>
{
    /// <summary>The files.</summary>
    public static readonly Upload Avatar = new("avatar") { Accept = [".png"], MaxEntries = 2, MaxFileSize = 1_000_000, ChunkSize = 1_024 };

    /// <inheritdoc/>
    public override State Render(Socket socket) => new("uploads");

    /// <inheritdoc/>
    public override ValueTask<UploadTarget> UploadExternal(Upload upload, UploadEntry entry, Socket socket) =>
        UploadTarget.External("s3", new Meta($"https://uploads.example.test/{entry.ClientName}"));

    /// <summary>What clients see, beside the upload's marker.</summary>
    public sealed record State(string Title);

    /// <summary>Where to send a file.</summary>
    public sealed record Meta(string Url);
}
