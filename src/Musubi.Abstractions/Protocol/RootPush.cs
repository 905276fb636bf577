namespace Musubi.Protocol;

/// <summary>What one root has to say that no command asked for.</summary>
/// <param name="MountId">The mount that it is for.</param>
/// <param name="Patch">What changed; null when the root crashed, which is the last it says.</param>
/// <param name="TraceParent">The cycle that it comes from, as W3C's <c>traceparent</c>; null when the cycle is not traced.</param>
/// <param name="TraceState">That trace's <c>tracestate</c>, if it has one.</param>
/// <param name="Detail">What a crash threw, for a gateway whose clients may know; null unless crashed.</param>
/// <param name="TakenOver">Whether the root is another socket's now, which is the last that this mount hears.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.RootPush")]
public readonly record struct RootPush(
    [property: Id(0)] long MountId,
    [property: Id(1)] PatchEnvelope? Patch,
    [property: Id(2)] string? TraceParent = null,
    [property: Id(3)] string? TraceState = null,
    [property: Id(4)] string? Detail = null,
    [property: Id(5)] bool TakenOver = false)
{
    /// <summary>Names the mount alone: the rest is the application's, and calls that fail are logged with their arguments.</summary>
    public override string ToString() => $"{nameof(RootPush)} for mount {MountId}";
}
