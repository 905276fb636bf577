namespace Musubi.Gateway.Sockets;

/// <summary>What connecting made of a client.</summary>
/// <param name="ConnectionId">128 random bits as text without a slash.</param>
/// <param name="Application">The application's socket class.</param>
/// <param name="Socket">The socket as <see cref="MusubiSocket.HandleConnect"/> left it.</param>
/// <param name="Subject">Who the client is, as <see cref="MusubiSocket.SubjectOf"/> says; null for nobody.</param>
internal sealed record ConnectedSocket(string ConnectionId, MusubiSocket Application, Socket Socket, string? Subject);
