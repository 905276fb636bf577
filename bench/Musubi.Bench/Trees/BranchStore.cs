using System.Collections.Immutable;
using System.Globalization;

namespace Musubi.Bench.Trees;

/// <summary>A store in a tree of any size: store i holds the stores i * fan_out + 1 and following.</summary>
public sealed class BranchStore : RootStore<Branch>
{
    private static readonly Attr<int> Index = new("index", 0);
    private static readonly Attr<int> Stores = new("stores");
    private static readonly Attr<int> FanOut = new("fan_out");
    private static readonly Key<int> N = new("n");

    /// <summary>The store id of the last store, which is a leaf.</summary>
    public static StoreId LastOf(int stores, int fanOut) => IdOf(stores - 1, fanOut);

    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(N, 0);

    public override Branch Render(Socket socket)
    {
        var (index, stores, fanOut) = (socket.Get(Index), socket.Get(Stores), socket.Get(FanOut));
        var first = (index * (long)fanOut) + 1;
        var count = (int)Math.Clamp(stores - first, 0, fanOut);
        return new Branch(
            socket.Get(N),
            [.. Enumerable.Range((int)Math.Min(first, stores), count).Select(child => Child<BranchStore>(Name(child), Index.Is(child), Stores.Is(stores), FanOut.Is(fanOut)))]);
    }

    [Command]
    public Socket Inc(Socket socket) => socket.Update(N, static n => n + 1);

    private static StoreId IdOf(int index, int fanOut) =>
        index == 0 ? StoreId.Root : IdOf((index - 1) / fanOut, fanOut).Append("children").Append(Name(index));

    private static string Name(int index) => index.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What it renders.</summary>
public sealed record Branch(int N, ImmutableArray<Child<BranchStore>> Children);
