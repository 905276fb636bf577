using System.Text.Json.Serialization;

namespace Musubi.Gateway.Uploads;

/// <summary>The leave to send one file: what a token stands for. A mount's id names its root and its process too.</summary>
/// <param name="Connection">The connection that it was given to.</param>
/// <param name="MountId">The mount.</param>
/// <param name="StoreId">The store whose upload it is.</param>
/// <param name="Name">The upload.</param>
/// <param name="EntryRef">The file.</param>
/// <param name="Size">Bytes that were announced, and no more may come.</param>
/// <param name="MaxFileSize">Bytes that may come at most.</param>
/// <param name="ChunkSize">Bytes in one chunk at most.</param>
/// <param name="ChunkTimeout">Time between two chunks at most.</param>
/// <param name="Page">The key of the root, by which its client goes on with the file on another socket; null when it cannot, or when the build before gave the leave.</param>
internal sealed record UploadGrant(
    string Connection,
    long MountId,
    [property: JsonConverter(typeof(StoreIdConverter))] StoreId StoreId,
    string Name,
    string EntryRef,
    long Size,
    long MaxFileSize,
    int ChunkSize,
    TimeSpan ChunkTimeout,
    string? Page = null);
