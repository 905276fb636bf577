using System.Diagnostics.CodeAnalysis;

namespace Musubi;

/// <summary>What a hook decides: to go on, or to halt, with a reply or without.</summary>
public readonly record struct HookResult
{
    private HookResult(Socket socket, bool halted, object? reply)
    {
        ArgumentNullException.ThrowIfNull(socket);
        Socket = socket;
        Halted = halted;
        Reply = reply;
    }

    /// <summary>The new socket of the store that attached the hook.</summary>
    public Socket Socket { get; }

    /// <summary>Whether later hooks of the stage, and the handler behind it, do not run.</summary>
    public bool Halted { get; }

    /// <summary>The reply; null for none.</summary>
    public object? Reply { get; }

    /// <summary>Goes on.</summary>
    public static HookResult Continue(Socket socket) => new(socket, false, null);

    /// <summary>Stops here. A command is answered with an empty reply.</summary>
    public static HookResult Halt(Socket socket) => new(socket, true, null);

    /// <summary>Denies a command: stops here, and answers it with that reply, which is an ordinary one to the client.</summary>
    /// <param name="reply">A record with a wire form.</param>
    /// <param name="socket">The new socket.</param>
    public static HookResult Halt(object reply, Socket socket)
    {
        ArgumentNullException.ThrowIfNull(reply);
        return new(socket, true, reply);
    }

    /// <summary>Lets a hook without any awaiting return its result as it is.</summary>
    [SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "ValueTask.FromResult is the named alternate.")]
    public static implicit operator ValueTask<HookResult>(HookResult result) => new(result);
}
