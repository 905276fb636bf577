namespace Musubi.Gateway.Uploads;

/// <summary>The reply to a chunk.</summary>
/// <param name="Ref">The chunk's ref.</param>
/// <param name="Ok">Whether it was written.</param>
/// <param name="Response">A JSON object in UTF-8.</param>
internal readonly record struct ChunkReply(string? Ref, bool Ok, ReadOnlyMemory<byte> Response);
