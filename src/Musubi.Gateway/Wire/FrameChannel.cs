namespace Musubi.Gateway.Wire;

/// <summary>Which channel a frame is for. The next one from the same socket is likely to be for it too, and then needs no strings of its own.</summary>
/// <param name="JoinRef">The ref of the join.</param>
/// <param name="Topic">The topic; null when there was no frame yet.</param>
internal readonly record struct FrameChannel(string? JoinRef, string? Topic);
