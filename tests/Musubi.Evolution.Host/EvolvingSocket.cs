namespace Musubi.Evolution.Host;

/// <summary>Lets everybody in.</summary>
[Root<EvolvingStore>]
public sealed class EvolvingSocket : MusubiSocket
{
    private static readonly Key<string> CurrentUser = new("current_user");

    /// <inheritdoc/>
    public override ValueTask<SocketResult> HandleConnect(Params connectParams, Socket socket) => Ok(socket.Assign(CurrentUser, connectParams.Get<string>(CurrentUser.Name)));

    /// <inheritdoc/>
    public override string? SubjectOf(Socket socket) => socket.Get(CurrentUser);
}
