namespace Musubi.Protocol;

/// <summary>What changed in one root during one render cycle.</summary>
/// <remarks>The four lists are UTF-8 JSON arrays as they stand on the wire, written once by the grain and spliced by the
/// gateway; an empty one is <c>[]</c>. A client applies <see cref="Ops"/>, then <see cref="StreamOps"/>, each in list order.
/// Source: docs/wire.md, "Patch envelope".</remarks>
/// <param name="baseVersion">The version that this envelope follows.</param>
/// <param name="version">The version it leads to: one more, unless it replaces the whole root to repair a loss.</param>
/// <param name="ops">RFC 6902 operations: add, remove and replace.</param>
/// <param name="streamOps">Operations on streams.</param>
/// <param name="uploadOps">Operations on uploads.</param>
/// <param name="events">Push events.</param>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("musubi.v1.PatchEnvelope")]
public sealed class PatchEnvelope(
    long baseVersion,
    long version,
    ReadOnlyMemory<byte> ops,
    ReadOnlyMemory<byte> streamOps = default,
    ReadOnlyMemory<byte> uploadOps = default,
    ReadOnlyMemory<byte> events = default)
{
    [Id(2)]
    private readonly ReadOnlyMemory<byte> _ops = ops;
    [Id(3)]
    private readonly BesideState? _beside = streamOps.IsEmpty && uploadOps.IsEmpty && events.IsEmpty ? null : new(streamOps, uploadOps, events);

    private static readonly ReadOnlyMemory<byte> EmptyArray = "[]"u8.ToArray();

    /// <summary>The version that this envelope follows.</summary>
    [Id(0)]
    public long BaseVersion { get; } = baseVersion;

    /// <summary>The version that this envelope leads to.</summary>
    [Id(1)]
    public long Version { get; } = version;

    /// <summary>RFC 6902 operations: add, remove and replace.</summary>
    public ReadOnlyMemory<byte> Ops => OrEmpty(_ops);

    /// <summary>Operations on streams.</summary>
    public ReadOnlyMemory<byte> StreamOps => OrEmpty(_beside?.StreamOps ?? default);

    /// <summary>Operations on uploads.</summary>
    public ReadOnlyMemory<byte> UploadOps => OrEmpty(_beside?.UploadOps ?? default);

    /// <summary>Push events.</summary>
    public ReadOnlyMemory<byte> Events => OrEmpty(_beside?.Events ?? default);

    /// <summary>Whether it holds no operation and no event. Such an envelope keeps a version's place in the order, and is not sent.</summary>
    public bool IsEmpty => _ops.IsEmpty && !HoldsMoreThanState;

    /// <summary>Whether there is something in it that a document does not show, so that none can make up for its loss.</summary>
    internal bool HoldsMoreThanState => _beside is not null;

    internal bool HasStreamOps => _beside is { StreamOps.IsEmpty: false };

    internal bool HasUploadOps => _beside is { UploadOps.IsEmpty: false };

    internal bool HasEvents => _beside is { Events.IsEmpty: false };

    /// <summary>Bytes of what it holds.</summary>
    internal int Size => _ops.Length + (_beside is null ? 0 : _beside.StreamOps.Length + _beside.UploadOps.Length + _beside.Events.Length);

    private static ReadOnlyMemory<byte> OrEmpty(ReadOnlyMemory<byte> json) => json.IsEmpty ? EmptyArray : json;
}
