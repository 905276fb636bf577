namespace Musubi.TypeScript;

/// <summary>The application cannot be read, or its stores cannot be told in TypeScript; the message says what was expected.</summary>
internal sealed class BrokenApplicationException(string message) : Exception(message);
