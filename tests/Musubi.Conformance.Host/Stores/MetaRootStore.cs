using System.Collections.Immutable;

namespace Musubi.Conformance.Host.Stores;

/// <summary>A map that gains and loses entries.</summary>
[StoreName("Musubi.WireCapture.Stores.MetaRootStore")]
public sealed class MetaRootStore : RootStore<MetaRootStore.State>
{
    private static readonly Key<ImmutableDictionary<string, string>> Meta = new("meta");

    /// <inheritdoc/>
    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Meta, ImmutableDictionary<string, string>.Empty.Add("a", "1"));

    /// <inheritdoc/>
    public override State Render(Socket socket) => new(socket.Get(Meta));

    /// <summary>Sets one entry.</summary>
    [Command]
    public Socket Put(string key, string value, Socket socket) => socket.Update(Meta, meta => meta.SetItem(key, value));

    /// <summary>Removes one entry.</summary>
    [Command]
    public Socket Drop(string key, Socket socket) => socket.Update(Meta, meta => meta.Remove(key));

    /// <summary>What clients see.</summary>
    public sealed record State(ImmutableDictionary<string, string> Meta);
}
