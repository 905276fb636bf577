namespace Musubi.Grains.Commands;

/// <summary>A command's payload does not fit what the command declares. Its text names fields and types, never values, and goes to the log alone.</summary>
internal sealed class PayloadException(string message) : Exception(message);
