namespace Musubi.Grains.Nodes;

/// <summary>What one store sends in one cycle beside its state, in the order it asked for it.</summary>
internal sealed class NodeOutput
{
    /// <summary>Whether the store is new to the client, and its uploads with it.</summary>
    public bool Announced { get; set; }

    public List<StreamEffect> Streams { get; } = [];

    public List<UploadEffect> Uploads { get; } = [];

    public List<PushedEvent> Events { get; } = [];
}
