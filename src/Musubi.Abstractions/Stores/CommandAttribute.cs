namespace Musubi;

/// <summary>Declares a command: a public method, static or not, that takes the socket, and as its other parameters the payload's fields.</summary>
/// <remarks>Wire names are snake_case of the method's and parameters' names. A parameter with a default value may be absent from a payload.
/// A <see cref="CancellationToken"/> is no field: it is cancelled when the client goes without leaving, or the root ends otherwise. A client that leaves is still served.
/// The method returns the new socket, or a reply and the new socket as a tuple, or a task of either:
/// <code>
/// [Command] public Socket Rename(string label, Socket socket) => socket.Assign(Label, label);
/// [Command] public (EchoReply, Socket) Echo(string label, Socket socket) => (new EchoReply(label), socket);
/// </code></remarks>
/// <param name="name">The wire name, when it is not the method's.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CommandAttribute(string? name = null) : Attribute
{
    /// <summary>The wire name; null for the method's own in snake_case.</summary>
    public string? Name { get; } = name;
}
