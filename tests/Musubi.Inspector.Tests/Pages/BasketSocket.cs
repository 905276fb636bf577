namespace Musubi.Inspector.Tests.Pages;

/// <summary>The tests' application: who connects is who they say.</summary>
[Root<BasketStore>]
internal sealed class BasketSocket : MusubiSocket
{
    public static readonly Key<string> User = new("user");

    public override ValueTask<SocketResult> HandleConnect(Params connectParams, Socket socket) =>
        Ok(socket.Assign(User, connectParams.Get<string>("user")).Assign(Secrets.Token, "s3cret"));

    public override string SubjectOf(Socket socket) => socket.Get(User);
}
