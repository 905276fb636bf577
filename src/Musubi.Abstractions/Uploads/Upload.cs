using System.Collections.Immutable;

namespace Musubi;

/// <summary>Declares an upload of a store: what files its clients may send, and how.</summary>
/// <remarks>Declare it as a <c>public static readonly</c> field of the store. Its marker stands in the store's document under its name, put there
/// by the runtime. Files come in chunk by chunk over the gateway, or straight from the client to where the store's
/// <see cref="Store.UploadExternal"/> points.</remarks>
/// <param name="name">The wire name: snake_case, and no property of the store's state has it.</param>
public sealed class Upload(string name)
{
    /// <summary>The wire name.</summary>
    public string Name { get; } = string.IsNullOrEmpty(name) ? throw new ArgumentException("Expected an upload's name; got none.", nameof(name)) : name;

    /// <summary>The accepted file extensions, each with its dot, compared without case with the end of the name: <c>.png</c>, or of several parts like <c>.tar.gz</c>.</summary>
    /// <value>Empty by default, which accepts any.</value>
    public ImmutableArray<string> Accept { get; init; } = [];

    /// <summary>Files at once, finished ones that were not consumed among them.</summary>
    /// <value>1 by default; at least 1.</value>
    public int MaxEntries { get; init; } = 1;

    /// <summary>Bytes in one file.</summary>
    /// <value>8,000,000 by default; at least 1.</value>
    public long MaxFileSize { get; init; } = 8_000_000;

    /// <summary>Bytes in one chunk. The gateway's own limit on binary frames must leave room for it.</summary>
    /// <value>64,000 by default; at least 1.</value>
    public int ChunkSize { get; init; } = 64_000;

    /// <summary>Time between two chunks before the file is given up.</summary>
    /// <value>10 seconds by default; more than zero.</value>
    public TimeSpan ChunkTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The limits as data.</summary>
    public UploadConfig Config => new(Accept, MaxEntries, MaxFileSize, ChunkSize, ChunkTimeout);

    /// <summary>The upload's name.</summary>
    public override string ToString() => Name;
}
