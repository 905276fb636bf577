using System.Diagnostics.CodeAnalysis;

namespace Musubi;

/// <summary>Where a file goes: what <see cref="Store.UploadExternal"/> decides.</summary>
public sealed class UploadTarget
{
    private UploadTarget(string? uploader, object? meta)
    {
        Uploader = uploader;
        Meta = meta;
    }

    /// <summary>To the gateway, chunk by chunk; the store consumes it from there.</summary>
    public static UploadTarget Gateway { get; } = new(null, null);

    /// <summary>Nowhere: the client is told that its file was rejected.</summary>
    public static UploadTarget Refused { get; } = new(null, null);

    /// <summary>The client's uploader; null unless external.</summary>
    public string? Uploader { get; }

    /// <summary>What that uploader needs; null unless external.</summary>
    public object? Meta { get; }

    /// <summary>Straight from the client to somewhere else, object storage say; the client reports on it, and nothing it says is proof.</summary>
    /// <param name="uploader">The name under which the client's application registered its uploader.</param>
    /// <param name="meta">What that needs, a signed address say: a record or a map, sent to the client as it is.</param>
    public static UploadTarget External(string uploader, object meta)
    {
        ArgumentException.ThrowIfNullOrEmpty(uploader);
        ArgumentNullException.ThrowIfNull(meta);
        return new(uploader, meta);
    }

    /// <summary>Lets a callback without any awaiting return its target as it is.</summary>
    [SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "ValueTask.FromResult is the named alternate.")]
    public static implicit operator ValueTask<UploadTarget>(UploadTarget target) => new(target);
}
