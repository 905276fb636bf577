using System.Collections.Immutable;

namespace Musubi.Grains.Tests.Stores.Batches;

/// <summary>A root whose commands do all that commands may: change it or not, wait or not, add and drop children, send more than state, be denied, and crash.</summary>
public abstract class TillStore : RootStore<TillStore.State>
{
    public static readonly Stream<Said> Saying = new("saying", static said => said.Text);
    public static readonly PushEvent<Said> Heard = new("heard");

    public static readonly Key<int> Sum = new("sum");
    public static readonly Key<ImmutableDictionary<string, int>> Lines = new("lines");
    public static readonly Key<bool> Poisoned = new("poisoned");

    public override ValueTask<Socket> Init(Socket socket) =>
        socket.Assign(Sum, 0).Assign(Lines, ImmutableDictionary.Create<string, int>(StringComparer.Ordinal)).Assign(Poisoned, false);

    [Command]
    public (Total Reply, Socket Socket) Add(int by, Socket socket)
    {
        socket = socket.Update(Sum, sum => sum + by);
        return (new Total(socket.Get(Sum)), socket);
    }

    [Command]
    public async ValueTask<(Total Reply, Socket Socket)> Wait(int by, bool waits, Socket socket)
    {
        if (waits)
        {
            await Task.Yield();
        }

        return Add(by, socket);
    }

    /// <summary>Waits until the test lets it go on.</summary>
    [Command]
    public async ValueTask<(Total Reply, Socket Socket)> Hold(string gate, Socket socket)
    {
        await Gate.Of(gate).WaitAsync();
        return Add(1, socket);
    }

    [Command]
    public (Total Reply, Socket Socket) Look(Socket socket) => (new Total(socket.Get(Sum)), socket);

    [Command]
    public Socket Put(string name, int count, Socket socket) => socket.Update(Lines, lines => lines.SetItem(name, count));

    [Command]
    public Socket Drop(string name, Socket socket) => socket.Update(Lines, lines => lines.Remove(name));

    [Command]
    public Socket Say(string text, Socket socket) => socket.StreamInsert(Saying, new Said(text)).PushEvent(Heard, new Said(text));

    [Command, RequireClaim("role", "nobody")]
    public Socket Rob(Socket socket) => socket.Assign(Sum, -1);

    [Command]
    public Socket Explode(Socket socket) => throw new InvalidOperationException("A command that throws.");

    /// <summary>Crashes in its render, when what it assigned is in the tree.</summary>
    [Command]
    public Socket Poison(Socket socket) => socket.Assign(Sum, -1).Assign(Poisoned, true);

    public override State Render(Socket socket) => socket.Get(Poisoned)
        ? throw new InvalidOperationException("A render that throws.")
        : new(socket.Get(Sum), [.. socket.Get(Lines).OrderBy(static line => line.Key, StringComparer.Ordinal).Select(static line => Child<TillLineStore>(line.Key, TillLineStore.Count.Is(line.Value)))], Saying);

    public sealed record State(int Sum, ImmutableArray<Child<TillLineStore>> Lines, Stream<Said> Saying);

    public sealed record Total(int Sum);

    public sealed record Said(string Text);
}

[StoreName("OpenTill")]
public sealed class OpenTillStore : TillStore;

[StoreName("KeptTill"), Durable]
public sealed class KeptTillStore : TillStore;

[StoreName("TillLine")]
public sealed class TillLineStore : Store<TillLineStore.State>
{
    public static readonly Attr<int> Count = new("count");

    private static readonly Key<string> Text = new("text");

    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Text, "");

    [Command]
    public Socket Note(string text, Socket socket) => socket.Assign(Text, text);

    public override State Render(Socket socket) => new(socket.Get(Count), socket.Get(Text));

    public sealed record State(int Count, string Text);
}

[Root<OpenTillStore>, Root<KeptTillStore>]
public sealed class TillSocket : MusubiSocket;
