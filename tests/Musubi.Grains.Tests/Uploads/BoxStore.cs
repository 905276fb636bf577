using System.Collections.Immutable;
using System.Text;

namespace Musubi.Grains.Tests.Uploads;

/// <summary>Takes files, and does with them what it is told.</summary>
internal sealed class BoxStore : Store<BoxStore.State>
{
    public static readonly Upload Papers = new("papers") { Accept = [".txt"], MaxEntries = 2, MaxFileSize = 100, ChunkSize = 4 };
    public static readonly PushEvent<Heard> Heard = new("heard");

    private static readonly Key<string> Contents = new("contents");
    private static readonly Key<int> Progress = new("progress");

    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Contents, "").Assign(Progress, 0);

    public override State Render(Socket socket) => new(socket.Get(Contents), socket.Get(Progress));

    public override ValueTask<Socket> HandleProgress(Upload upload, UploadEntry entry, Socket socket) =>
        socket.Assign(Progress, entry.Progress).PushEvent(Heard, new Heard(entry.Progress));

    [Command]
    public Task<(ReadReply Reply, Socket Socket)> Read(Socket socket) => Consume(Consumed.Done, socket);

    [Command]
    public Task<(ReadReply Reply, Socket Socket)> Peek(Socket socket) => Consume(Consumed.Postpone, socket);

    /// <summary>Reads what is there twice, by one command.</summary>
    [Command]
    public async Task<(ReadReply Reply, Socket Socket)> ReadTwice(Socket socket)
    {
        (var first, socket) = await Read(socket);
        (var second, socket) = await Read(socket);
        return (new ReadReply([.. first.Texts, "|", .. second.Texts]), socket);
    }

    [Command]
    public Task<(ReadReply Reply, Socket Socket)> Tear(Socket socket) => Consume(static _ => throw new InvalidOperationException("Torn."), socket);

    [Command]
    public Socket Throw(string entry, Socket socket) => socket.CancelUpload(Papers, entry);

    private static async Task<(ReadReply Reply, Socket Socket)> Consume(Func<string, Consumed<string>> decide, Socket socket)
    {
        (var texts, socket) = await socket.ConsumeUploadedEntriesAsync(Papers, async file =>
        {
            using var reader = new StreamReader(await file.OpenReadAsync(), Encoding.UTF8);
            return decide(await reader.ReadToEndAsync());
        });
        return (new ReadReply(texts), socket.Assign(Contents, string.Concat(texts)));
    }

    internal sealed record State(string Contents, int Progress);

    internal sealed record ReadReply(ImmutableArray<string> Texts);
}
