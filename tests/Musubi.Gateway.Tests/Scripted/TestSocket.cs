namespace Musubi.Gateway.Tests.Scripted;

/// <summary>What the application's socket does, in the hands of one test.</summary>
public sealed class SocketScript
{
    public Func<Params, Socket, ValueTask<SocketResult>> OnConnect { get; set; } = static (_, socket) => SocketResult.Ok(socket);

    public Func<Params, Socket, ValueTask<SocketResult>> OnJoin { get; set; } = static (_, socket) => SocketResult.Ok(socket);

    /// <summary>Null to leave it as it is by default.</summary>
    public Func<Socket, string?>? OnSubject { get; set; }
}

/// <summary>The application's socket.</summary>
[Root<TestRoot>]
public sealed class TestSocket(SocketScript script) : MusubiSocket
{
    public override ValueTask<SocketResult> HandleConnect(Params connectParams, Socket socket) => script.OnConnect(connectParams, socket);

    public override ValueTask<SocketResult> HandleJoin(Params joinParams, Socket socket) => script.OnJoin(joinParams, socket);

    public override string? SubjectOf(Socket socket) => script.OnSubject is { } subject ? subject(socket) : base.SubjectOf(socket);
}
