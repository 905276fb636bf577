namespace Musubi.Integration.Tests.Drafts;

/// <summary>A counter, and a text that is half written, neither of which is kept anywhere but here.</summary>
[StoreName("Draft")]
public sealed class DraftStore : RootStore<DraftState>
{
    private static readonly Key<int> Count = new("count");
    private static readonly Key<string> Draft = new("draft");

    /// <inheritdoc/>
    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Count, 0).Assign(Draft, "");

    /// <inheritdoc/>
    public override DraftState Render(Socket socket) => new(socket.Get(Count), socket.Get(Draft));

    /// <summary>Counts, and answers with the sum.</summary>
    [Command]
    public (Sum Reply, Socket Socket) Add(Socket socket)
    {
        var added = socket.Update(Count, static count => count + 1);
        return (new Sum(added.Get(Count)), added);
    }

    /// <summary>Takes down what has been written so far.</summary>
    [Command]
    public Socket Write(string text, Socket socket) => socket.Assign(Draft, text);

    /// <summary>The answer to <see cref="Add"/>.</summary>
    public sealed record Sum(int Count);
}
