namespace Musubi.Gateway.Wire;

/// <summary>Writes the frames of one joined topic. Each member appends under the socket's lock; whoever holds it flushes afterwards.</summary>
/// <param name="writer">The socket's.</param>
/// <param name="topic">What was joined.</param>
/// <param name="joinRef">The ref of the join, which every frame carries.</param>
internal class ChannelFrames(IFrameWriter writer, string topic, string? joinRef)
{
    public string Topic { get; } = topic;

    public string? JoinRef { get; } = joinRef;

    public void AppendReply(string? @ref, bool ok, ReadOnlyMemory<byte> response = default) =>
        writer.Append(new ReplyFrame(JoinRef, @ref, Topic, ok, response));

    public void AppendRefusal(string? @ref, Refusal refusal) => AppendReply(@ref, ok: false, refusal.Response());

    /// <param name="rootId">The root, as <c>module:id</c>.</param>
    /// <param name="baseVersion">The version that the client has.</param>
    /// <param name="version">The version that it has then.</param>
    /// <param name="patch">What changed.</param>
    public void AppendPatch(string rootId, long baseVersion, long version, PatchEnvelope patch) =>
        writer.Append(new PatchFrame(JoinRef, Topic, rootId, baseVersion, version, patch));

    /// <summary>Says that the channel has crashed, so that its client joins again.</summary>
    /// <param name="detail">What was thrown; null for nothing that clients may know.</param>
    public void AppendError(string? detail) => writer.Append(Frame.Error(JoinRef, Topic, detail));

    /// <summary>Says that the channel is closed, because its root is another socket's now.</summary>
    public void AppendTakenOver() => writer.Append(Frame.TakenOver(JoinRef, Topic));

    /// <summary>Says that the channel is closed.</summary>
    public void AppendClose() => writer.Append(Frame.Close(JoinRef, Topic));
}
