namespace Musubi.Storage.Orleans;

/// <summary>A root's whole log, as one state of a grain storage.</summary>
/// <remarks>Public setters, as each provider has a serializer of its own.</remarks>
[GenerateSerializer, Alias("musubi.v1.StoredRootLog")]
internal sealed class RootState
{
    /// <summary>The root's key; the state is found by its hash.</summary>
    [Id(0)]
    public string Root { get; set; } = "";

    [Id(1)]
    public long Epoch { get; set; }

    [Id(2)]
    public long Sequence { get; set; }

    /// <summary>Until when it is kept, in milliseconds since 1970.</summary>
    [Id(3)]
    public long KeepUntil { get; set; }

    [Id(4)]
    public byte[] Snapshot { get; set; } = [];

    [Id(5)]
    public List<byte[]> Records { get; set; } = [];
}
