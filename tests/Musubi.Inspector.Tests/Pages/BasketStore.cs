using System.Collections.Immutable;

namespace Musubi.Inspector.Tests.Pages;

/// <summary>A basket with a line for each thing.</summary>
[StoreName("Basket")]
internal sealed class BasketStore(Gates gates) : RootStore<BasketStore.State>
{
    public const string Topic = "prices";

    private static readonly Key<ImmutableArray<string>> Things = new("things");
    private static readonly Key<string> Note = new("note");

    public override ValueTask<Socket> Init(Socket socket) => socket.Subscribe(Topic).Assign(Things, ["tea"]).Assign(Note, "");

    public override ValueTask<Socket> HandleInfo(object message, Socket socket) => socket.Assign(Note, (string)message);

    public override State Render(Socket socket) => new(socket.Get(Note), [.. socket.Get(Things).Select(thing => Child<LineStore>(thing, LineStore.Label.Is(thing)))]);

    [Command]
    public static Socket Add(string thing, Socket socket) => socket.Update(Things, things => things.Add(thing));

    [Command]
    public async Task<Socket> Wait(string gate, Socket socket)
    {
        await gates.Enter(gate);
        return socket;
    }

    internal sealed record State(string Note, ImmutableArray<Child<LineStore>> Lines);
}
