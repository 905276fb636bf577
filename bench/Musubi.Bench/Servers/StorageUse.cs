namespace Musubi.Bench.Servers;

/// <summary>How a silo reaches a storage of durable roots.</summary>
internal sealed record StorageUse(StorageKind Kind, string Connection);
