namespace Musubi.Gateway.Resume;

/// <summary>How one mount of a root is taken back, and what it takes back itself.</summary>
internal sealed class RootResume
{
    private RootResume(SocketResume socket, ResumeToken? next)
    {
        CountsAsRoot = next is not null;
        NextToken = next?.Text();
        Terms = new ResumeTerms(next?.Hash() ?? default(ReadOnlyMemory<byte>), socket.Owner, socket.IsKnown, socket.KeepSent, socket.SocketId) { WaitFor = socket.WaitFor };
    }

    /// <summary>The connection in the root's key.</summary>
    public required string Connection { get; init; }

    /// <summary>Whether the root may be there.</summary>
    public required bool IsReturn { get; init; }

    /// <summary>What the client says now; empty when the key alone leads to the root.</summary>
    public ReadOnlyMemory<byte> Secret { get; private init; }

    /// <summary>The version that the client has.</summary>
    public long Version { get; private init; }

    /// <summary>What the client says the next time; null when the key alone leads to the root.</summary>
    public string? NextToken { get; }

    /// <summary>Whether the client counts versions as the root does.</summary>
    public bool CountsAsRoot { get; }

    /// <summary>What the root keeps.</summary>
    public ResumeTerms Terms { get; }

    /// <summary>For what a client asks; null for one that does not.</summary>
    public static RootResume? Of(SocketResume socket, ResumeAsk ask)
    {
        if (ask.IsAsked)
        {
            return ResumeToken.TryParse(ask.Token, out var token) ? Return(socket, token, ask.Version) : Begin(socket);
        }

        return socket.Page is { } page ? new RootResume(socket, null) { Connection = page, IsReturn = true } : null;
    }

    /// <summary>For a root that turned out not to be there.</summary>
    public RootResume Anew(SocketResume socket) => CountsAsRoot ? Begin(socket) : new RootResume(socket, null) { Connection = Connection, IsReturn = false };

    private static RootResume Begin(SocketResume socket)
    {
        var token = ResumeToken.New();
        return new(socket, token) { Connection = token.Connection, IsReturn = false };
    }

    private static RootResume Return(SocketResume socket, ResumeToken token, long version) =>
        new(socket, ResumeToken.Next(token.Connection)) { Connection = token.Connection, IsReturn = true, Secret = token.Secret, Version = Math.Max(0, version) };
}
