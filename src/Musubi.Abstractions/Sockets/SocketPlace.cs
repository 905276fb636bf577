using System.Collections.Immutable;

namespace Musubi;

/// <summary>Where a socket is: of which client, in which root, and in that which store.</summary>
/// <remarks>A store's callbacks make new sockets all the time and never move them, so that all of one store's share one of these.</remarks>
[GenerateSerializer, Alias("musubi.v1.SocketPlace")]
internal sealed record SocketPlace
{
    public static readonly SocketPlace Nowhere = new();

    [Id(0)]
    public ImmutableDictionary<string, object?> Session { get; init; } = ImmutableDictionary<string, object?>.Empty;

    [Id(1)]
    public ConnectInfo ConnectInfo { get; init; } = ConnectInfo.Empty;

    [Id(2)]
    public Params RootParams { get; init; } = Params.Empty;

    /// <summary>The root's key as a text, which is one reference; null outside a root.</summary>
    [Id(3)]
    public string? Root { get; init; }

    [Id(4)]
    public StoreId ParentPath { get; init; }

    [Id(5)]
    public string Id { get; init; } = "";

    /// <summary>Where a subscription takes effect at once; null outside a root that is mounted here.</summary>
    /// <remarks>No data: a socket that is sent or saved leaves it behind, and where its root is mounted again it gets another.</remarks>
    [field: NonSerialized]
    public ITopicListener? Listener { get; init; }

    /// <summary>The command that is being handled; null outside of one, or when its client numbers none.</summary>
    /// <remarks>No data either: it ends with the command.</remarks>
    [field: NonSerialized]
    public string? CommandId { get; init; }
}
