namespace Musubi.Gateway.Channels;

/// <summary>A command for one root, out of its frame.</summary>
/// <param name="Ref">What the reply must carry.</param>
/// <param name="StoreId">The addressed store.</param>
/// <param name="Name">The command's name.</param>
/// <param name="Payload">Its payload: the client's JSON, in memory of its own.</param>
internal readonly record struct RootCommand(string? Ref, StoreId StoreId, string Name, ReadOnlyMemory<byte> Payload);
