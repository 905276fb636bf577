namespace Musubi.Grains.Hosting;

/// <summary>An application's socket whose roots this silo hosts.</summary>
internal sealed record DeclaredSocket(Type Socket);
