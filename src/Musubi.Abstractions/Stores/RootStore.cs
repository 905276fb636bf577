namespace Musubi;

/// <summary>A store that clients may mount.</summary>
/// <typeparam name="TState">The public state: an immutable record of values with a wire form and of <see cref="Child{TStore}"/>.</typeparam>
public abstract class RootStore<TState> : Store<TState>, IRootStore
    where TState : class
{
    /// <summary>Runs first of all when a client mounts the root; by default it assigns each declared attribute from the param of its name.</summary>
    /// <param name="mountParams">What the client sent; also <see cref="Socket.RootParams"/> from now on.</param>
    /// <param name="socket">A socket with the connection's assigns, session and connect_info.</param>
    public virtual ValueTask<Socket> Mount(Params mountParams, Socket socket)
    {
        foreach (var attribute in Attributes.Of(GetType()))
        {
            if (Attributes.TryRead(attribute, mountParams, out var value))
            {
                socket = socket.Assign(attribute.Name, value);
            }
        }

        return socket;
    }

    /// <summary>Runs for each message published to a topic that the root is subscribed to.</summary>
    public virtual ValueTask<Socket> HandleInfo(object message, Socket socket) => socket;

    /// <summary>Runs once when a mounted root ends, even by a crash of its own, but not when its silo's process dies.</summary>
    public virtual ValueTask Terminate(TerminateReason reason, Socket socket) => ValueTask.CompletedTask;
}
