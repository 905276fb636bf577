namespace Musubi.Storage.Sqlite.Tests;

/// <summary>An application without durable roots.</summary>
public sealed class PlainSocket : MusubiSocket;
