#if NEXT
using System.Collections.Immutable;

#endif
namespace Musubi.Evolution.Host;

/// <summary>A sum whose state, render and types differ between two builds of one application.</summary>
[StoreName("Musubi.WireCapture.Stores.DurableRootStore")]
[Durable]
public sealed class EvolvingStore : RootStore<EvolvingStore.State>
{
    private static readonly Key<int> N = new("n");
    private static readonly Key<int> LogLength = new("log_length");
#if NEXT
    private const int Build = 2;

    private static readonly Key<ImmutableArray<Click>> LastClicks = new("last") { IfMissing = [] };
    private static readonly Key<string> Caption = new("caption") { FormerName = "title" };
#else
    private const int Build = 1;

    private static readonly Key<Step> LastStep = new("step") { IfMissing = new Step(0) };
    private static readonly Key<string> Caption = new("title");
#endif

    /// <inheritdoc/>
    public override ValueTask<Socket> Init(Socket socket)
    {
        socket = socket.Assign(N, 0).Assign(LogLength, 0).Assign(Caption, "sum");
#if NEXT
        return socket.Assign(LastClicks, []);
#else
        return socket.Assign(LastStep, new Step(0));
#endif
    }

    /// <inheritdoc/>
    public override State Render(Socket socket)
    {
        var (n, length) = (socket.Get(N), socket.Get(LogLength));
#if NEXT
        return new(n, length, Build, socket.Get(Caption), socket.Get(LastClicks).Length > 0, Child<RowStore>("row", RowStore.N.Is(n), RowStore.Unit.Is("clicks")));
#else
        return new(n, length, Build, socket.Get(Caption), socket.Get(LastStep).By, Child<RowStore>("row", RowStore.N.Is(n)));
#endif
    }

    /// <summary>Adds, and answers with the sum.</summary>
    [Command]
    public (Sum Reply, Socket Socket) Add(int by, Socket socket)
    {
        var added = socket.Update(N, n => n + by).Update(LogLength, static length => length + 1);
#if NEXT
        added = added.Assign(LastClicks, [new Click(by, added.Get(N))]);
#else
        added = added.Assign(LastStep, new Step(by));
#endif
        return (new Sum(added.Get(N)), added);
    }

    /// <summary>The answer to <see cref="Add"/>.</summary>
    public sealed record Sum(int N);

#if NEXT
    /// <summary>What clients see.</summary>
    public sealed record State(int N, int LogLength, int Build, string Caption, bool Clicked, Child<RowStore> Row);

    /// <summary>A click, which the build before does not know.</summary>
    [GenerateSerializer, Alias("evolution.click")]
    public sealed record Click([property: Id(0)] int By, [property: Id(1)] int N);
#else
    /// <summary>What clients see.</summary>
    public sealed record State(int N, int LogLength, int Build, string Title, int By, Child<RowStore> Row);

    /// <summary>The last step, which the next build does not know.</summary>
    [GenerateSerializer, Alias("evolution.step")]
    public sealed record Step([property: Id(0)] int By);
#endif
}
