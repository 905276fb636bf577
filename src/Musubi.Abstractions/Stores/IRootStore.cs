namespace Musubi;

/// <summary>The callbacks of a root store: see <see cref="RootStore{TState}"/>.</summary>
public interface IRootStore
{
    /// <summary>Runs first of all when a client mounts the root.</summary>
    ValueTask<Socket> Mount(Params mountParams, Socket socket);

    /// <summary>Runs for each message from outside.</summary>
    ValueTask<Socket> HandleInfo(object message, Socket socket);

    /// <summary>Runs when the root ends, other than with its silo's process.</summary>
    ValueTask Terminate(TerminateReason reason, Socket socket);
}
