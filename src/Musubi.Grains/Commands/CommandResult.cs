namespace Musubi.Grains.Commands;

/// <summary>What a command's handler came to.</summary>
/// <param name="Socket">The node's new socket.</param>
/// <param name="Reply">The reply as JSON; empty when the handler gives none.</param>
internal readonly record struct CommandResult(Socket Socket, ReadOnlyMemory<byte> Reply);
