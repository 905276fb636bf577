using System.Diagnostics.CodeAnalysis;

namespace Musubi;

/// <summary>What a socket's callback decides: ok with a socket, a bare error, or an error with a reason.</summary>
public readonly record struct SocketResult
{
    private SocketResult(Socket? socket, DenialReason? reason)
    {
        Socket = socket;
        Reason = reason;
    }

    /// <summary>The socket to go on with; null when denied.</summary>
    public Socket? Socket { get; }

    /// <summary>Why it was denied; null for a bare error, and when it was not denied.</summary>
    public DenialReason? Reason { get; }

    /// <summary>Goes on with this socket.</summary>
    public static SocketResult Ok(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return new(socket, null);
    }

    /// <summary>Denies, with a reason if one is given.</summary>
    public static SocketResult Error(DenialReason? reason = null) => new(null, reason);

    /// <summary>Lets a callback without any awaiting return its result as it is.</summary>
    [SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "ValueTask.FromResult is the named alternate.")]
    public static implicit operator ValueTask<SocketResult>(SocketResult result) => new(result);
}
