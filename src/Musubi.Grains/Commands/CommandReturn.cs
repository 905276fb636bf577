using Musubi.Grains.Documents;

namespace Musubi.Grains.Commands;

/// <summary>Turns what a command's method may return into one <see cref="CommandResult"/>: a socket, a reply and a socket, or a task of either.</summary>
/// <remarks>Picked by name and type when a command is compiled; a handler that does not wait costs no task.</remarks>
internal static class CommandReturn
{
    public static ValueTask<CommandResult> FromSocket(Socket socket) => new(new CommandResult(socket, default));

    public static ValueTask<CommandResult> FromValueTask(ValueTask<Socket> pending)
    {
        return pending.IsCompletedSuccessfully ? FromSocket(pending.Result) : Wait(pending);

        static async ValueTask<CommandResult> Wait(ValueTask<Socket> pending) => new(await pending, default);
    }

    public static ValueTask<CommandResult> FromTask(Task<Socket> pending) => FromValueTask(new ValueTask<Socket>(pending));

    public static ValueTask<CommandResult> FromReply<T>((T Reply, Socket Socket) result, WireType<T> shape) => new(Result(result, shape));

    public static ValueTask<CommandResult> FromReplyValueTask<T>(ValueTask<(T Reply, Socket Socket)> pending, WireType<T> shape)
    {
        return pending.IsCompletedSuccessfully ? FromReply(pending.Result, shape) : Wait(pending, shape);

        static async ValueTask<CommandResult> Wait(ValueTask<(T Reply, Socket Socket)> pending, WireType<T> shape) => Result(await pending, shape);
    }

    public static ValueTask<CommandResult> FromReplyTask<T>(Task<(T Reply, Socket Socket)> pending, WireType<T> shape) =>
        FromReplyValueTask(new ValueTask<(T Reply, Socket Socket)>(pending), shape);

    private static CommandResult Result<T>((T Reply, Socket Socket) result, WireType<T> shape) => new(
        result.Socket,
        DocumentWriter.WriteAlone(
            result.Reply is null ? throw new InvalidOperationException($"Expected a reply of {typeof(T)}; the handler returned null.") : result.Reply,
            shape));
}
