using System.Collections.Immutable;

namespace Musubi.Grains.Tests.Uploads;

/// <summary>A root that takes files itself, over the gateway and elsewhere, and places a box that does too.</summary>
internal sealed class DeskStore : RootStore<DeskStore.State>
{
    public static readonly Upload Letters = new("letters") { MaxEntries = 3, ChunkSize = 4 };
    public static readonly Upload Parcels = new("parcels");
    public static readonly Stream<Line> Log = new("log", static line => line.Id);
    public static readonly PushEvent<Heard> Heard = new("heard");

    private static readonly Key<int> Progress = new("progress");

    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Progress, 0);

    public override State Render(Socket socket) => new(socket.Get(Progress), Log, Child<BoxStore>("box"));

    public override ValueTask<UploadTarget> UploadExternal(Upload upload, UploadEntry entry, Socket socket) =>
        upload == Parcels ? UploadTarget.External("van", new Depot("north")) : UploadTarget.Gateway;

    public override ValueTask<Socket> HandleProgress(Upload upload, UploadEntry entry, Socket socket) =>
        entry.ClientName == "bad.txt"
            ? throw new InvalidOperationException("Bad.")
            : socket.Assign(Progress, entry.Progress).StreamInsert(Log, new Line(entry.ClientName, entry.Progress)).PushEvent(Heard, new Heard(entry.Progress));

    /// <summary>Takes the files of one name, and leaves the others.</summary>
    [Command]
    public async Task<(TakeReply Reply, Socket Socket)> Take(string name, Socket socket)
    {
        (var seen, socket) = await socket.ConsumeUploadedEntriesAsync(
            Letters,
            file => ValueTask.FromResult(file.Entry.ClientName == name ? Consumed.Done(name) : Consumed.Postpone($"not {file.Entry.ClientName}")));
        return (new TakeReply(seen), socket);
    }

    internal sealed record State(int Progress, Stream<Line> Log, Child<BoxStore> Box);

    internal sealed record Line(string Id, int Progress);

    internal sealed record Depot(string Name);

    internal sealed record TakeReply(ImmutableArray<string> Seen);
}
