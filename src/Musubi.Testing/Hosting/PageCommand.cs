namespace Musubi.Testing.Hosting;

/// <summary>A command as a page's client sent it.</summary>
internal sealed record PageCommand(long Number, string Name, ReadOnlyMemory<byte> Payload, StoreId StoreId);
