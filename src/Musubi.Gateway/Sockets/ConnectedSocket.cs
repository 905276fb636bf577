namespace Musubi.Gateway.Sockets;

/// <summary>What connecting made of a client.</summary>
/// <param name="ConnectionId">128 random bits as text without a slash.</param>
/// <param name="Application">The application's socket class.</param>
/// <param name="Socket">The socket as <see cref="MusubiSocket.HandleConnect"/> left it.</param>
/// <param name="Subject">Who the client is, as <see cref="MusubiSocket.SubjectOf"/> says; null for nobody.</param>
/// <param name="Page">The connection in the keys of roots that wait for this client under a name of its own; null for a client that gives none.</param>
internal sealed record ConnectedSocket(string ConnectionId, MusubiSocket Application, Socket Socket, string? Subject, string? Page);
