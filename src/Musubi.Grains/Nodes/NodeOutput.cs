namespace Musubi.Grains.Nodes;

/// <summary>What one store sends in one cycle beside its state, in the order it asked for it.</summary>
internal sealed class NodeOutput
{
    /// <summary>Whether the store is new to the client, and its uploads with it.</summary>
    public bool Announced { get; set; }

    /// <summary>What it asked of its streams.</summary>
    public List<StreamEffect> Streams { get; } = [];

    public List<UploadEffect> Uploads { get; } = [];

    public List<PushedEvent> Events { get; } = [];

    // How much of what its streams are asked earlier messages of the same cycle asked for.
    private int _earlierStreams;

    /// <summary>Notes that another message of the same cycle follows.</summary>
    public void BeginMessage() => _earlierStreams = Streams.Count;

    /// <summary>Adds what a callback asked of a stream. A reset takes back what earlier messages had asked of it: in one cycle it would come before that.</summary>
    public void Add(StreamEffect effect)
    {
        if (effect is StreamReset)
        {
            var before = Streams.Count;
            for (var i = _earlierStreams - 1; i >= 0; i--)
            {
                if (Streams[i].Stream.Name == effect.Stream.Name)
                {
                    Streams.RemoveAt(i);
                }
            }

            _earlierStreams -= before - Streams.Count;
        }

        Streams.Add(effect);
    }
}
