using Musubi.Gateway.Diagnostics;

namespace Musubi.Gateway.Uploads;

/// <summary>How an upload ended.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Report">What its root is yet to be told; null when it knows, or need not.</param>
/// <param name="Reply">The reply to the last chunk; null when none waits for one.</param>
internal readonly record struct UploadEnd(ChannelEnd Reason, UploadReport? Report = null, ChunkReply? Reply = null);
