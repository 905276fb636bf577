namespace Musubi.Grains.Documents;

/// <summary>Rendered state holds something that cannot be written on the wire. A bug of the application; its text goes to the log alone.</summary>
internal sealed class NoWireFormException(string message) : Exception(message);
