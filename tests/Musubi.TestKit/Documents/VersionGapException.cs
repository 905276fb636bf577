namespace Musubi.TestKit.Documents;

/// <summary>A client was sent an envelope that does not follow the one before.</summary>
public sealed class VersionGapException(string message) : Exception(message);
