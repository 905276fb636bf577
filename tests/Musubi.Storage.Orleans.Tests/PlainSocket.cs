namespace Musubi.Storage.Orleans.Tests;

/// <summary>An application without durable roots.</summary>
public sealed class PlainSocket : MusubiSocket;
