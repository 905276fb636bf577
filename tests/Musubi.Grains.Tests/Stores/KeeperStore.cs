using System.Collections.Immutable;
using System.Text.Json;

namespace Musubi.Grains.Tests.Stores;

/// <summary>Keeps what Orleans alone cannot send, or compares otherwise than the wire.</summary>
[StoreName("Keeper")]
internal sealed class KeeperStore(IGrainFactory grains) : RootStore<KeeperStore.State>
{
    private static readonly Key<IReadOnlyList<string>> Names = new("names");
    private static readonly Key<JsonElement> Json = new("json");
    private static readonly Key<IPublisherGrain> Grain = new("grain");
    private static readonly Key<DateTimeOffset> At = new("at");
    private static readonly Key<List<string>> Lines = new("lines");

    public override ValueTask<Socket> Init(Socket socket) => socket
        .Assign(Names, [])
        .Assign(Json, default)
        .Assign(Grain, grains.GetGrain<IPublisherGrain>(7))
        .Assign(At, DateTimeOffset.UnixEpoch)
        .Assign(Lines, []);

    [Command]
    public Socket Keep(string name, JsonElement json, Socket socket) => socket.Assign(Names, [name, "kept"]).Assign(Json, json);

    [Command]
    public Socket Turn(int hours, Socket socket) => socket.Update(At, at => at.ToOffset(TimeSpan.FromHours(hours)));

    [Command]
    public Socket AddLine(string line, Socket socket) => socket.Update(Lines, lines =>
    {
        lines.Add(line);
        return lines;
    });

    public override State Render(Socket socket) => new(
        [.. socket.Get(Names)], socket.Get(Json).ToString(), socket.Get(Grain).GetPrimaryKeyLong(), socket.Get(At), socket.Get(Lines));

    internal sealed record State(ImmutableArray<string> Names, string Json, long Grain, DateTimeOffset At, IReadOnlyList<string> Lines);
}
