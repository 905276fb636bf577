namespace Musubi;

/// <summary>A command on its way to its handler, as hooks see it.</summary>
/// <param name="StoreId">The addressed store.</param>
/// <param name="Name">The command's wire name.</param>
/// <param name="Payload">What the client sent, not yet checked: empty when that is no JSON object.</param>
public sealed record CommandCall(StoreId StoreId, string Name, Params Payload);
