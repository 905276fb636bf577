using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Musubi.Durable;
using Musubi.Grains.Durable;
using Orleans.Serialization.Configuration;
using Orleans.TestingHost;

namespace Musubi.Grains.Tests.Durable;

/// <summary>Roots that one build of an application has kept and another reads, both ways round. Source: docs/durable.md, "Changing a store".</summary>
public sealed class EvolutionTests(EvolutionTests.Builds builds) : IClassFixture<EvolutionTests.Builds>
{
    private readonly StoredPage _page = new("Evolving", Guid.NewGuid().ToString("N"));

    [Fact]
    public async Task Key_ThatIsThereInBoth_KeepsItsValue()
    {
        await MountInFirstAsync();

        Assert.Equal(7, (int)(await _page.TakeAsync(builds.Second))["count"]!);
    }

    [Fact]
    public async Task Key_Added_HasWhatItSaysForWhereItIsMissing()
    {
        await MountInFirstAsync();

        Assert.Equal("red", (string)(await _page.TakeAsync(builds.Second))["colour"]!);
    }

    [Fact]
    public async Task Key_RenamedWithItsFormerName_HasWhatItHad_AndTheBuildBeforeFindsItToo()
    {
        await MountInFirstAsync();

        Assert.Equal("first's", (string)(await _page.TakeAsync(builds.Second))["note"]!);
        Assert.Equal("first's", (string)(await _page.TakeAsync(builds.First))["remark"]!);
    }

    [Fact]
    public async Task Type_RenamedUnderItsAlias_IsReadWithWhatWasAddedToIt_BothWays()
    {
        await MountInFirstAsync();

        Assert.Equal("tea/1/none", (string)(await _page.TakeAsync(builds.Second))["line"]!);
        await _page.CommandAsync(builds.Second, "flavour", """{"flavour":"mint"}""");
        Assert.Equal("tea/1", (string)(await _page.TakeAsync(builds.First))["line"]!);
    }

    [Fact]
    public async Task Type_Removed_TakesItsKeyAlongAndNothingElse()
    {
        await MountInFirstAsync();

        var state = await _page.TakeAsync(builds.Second);

        Assert.Equal(7, (int)state["count"]!);
        Assert.Empty(state["unknown"]!.AsArray());
    }

    [Fact]
    public async Task Type_ThatTheBuildBeforeDoesNotHave_TakesItsKeyAlongThere_AndHasItsDefaultAfterwards()
    {
        await MountInFirstAsync();
        await _page.TakeAsync(builds.Second);
        await _page.CommandAsync(builds.Second, "freshen");
        Assert.Equal("new", (string)(await _page.TakeAsync(builds.Second))["fresh"]!);

        Assert.Equal(7, (int)(await _page.TakeAsync(builds.First))["count"]!);
        for (var count = 8; count <= 100; count++)
        {
            await _page.CommandAsync(builds.First, "add");
        }

        var state = await _page.TakeAsync(builds.Second);
        Assert.Equal((100, "none"), ((int)state["count"]!, (string)state["fresh"]!));
    }

    [Fact]
    public async Task Parent_ThatPassesMore_IsHeardByChildrenThatWereThere()
    {
        await MountInFirstAsync();
        Assert.Equal("7", (string)(await _page.TakeAsync(builds.First))["row"]!["text"]!);

        Assert.Equal("count: 7", (string)(await _page.TakeAsync(builds.Second))["row"]!["text"]!);
        Assert.Equal("7", (string)(await _page.TakeAsync(builds.First))["row"]!["text"]!);
    }

    [Fact]
    public async Task State_OfANewerFormat_IsKeptAsideAsItWas_AndSaysSo()
    {
        await MountInFirstAsync();
        await _page.CommandAsync(builds.First, "add");
        byte[] newer = [2, 1, 2, 3];
        var stored = (await builds.Log.LoadAsync(_page.Key, TestContext.Current.CancellationToken))!;
        await builds.Log.AppendAsync([new RootAppend(_page.Key, stored.Epoch, stored.Epoch, stored.Sequence + 1, IsSnapshot: true, newer, TimeSpan.FromHours(1))], TestContext.Current.CancellationToken);

        var answer = await _page.AttachAsync(builds.First);

        Assert.Equal((AttachOutcome.Missed, "state_unreadable"), (answer.Outcome, answer.Reason));
        var aside = Assert.Single(builds.Log.Accepted, record => record.Root.StartsWith("aside.", StringComparison.Ordinal) && record.Root.EndsWith(_page.Key, StringComparison.Ordinal));
        Assert.Equal(newer, (await builds.Log.LoadAsync(aside.Root, TestContext.Current.CancellationToken))!.Snapshot.ToArray());
    }

    private async Task MountInFirstAsync()
    {
        await _page.MountAsync(builds.First);
        await _page.CommandAsync(builds.First, "set", """{"count":7,"remark":"first's"}""");
    }

    [GenerateSerializer, Alias("evolution.line.1")]
    public sealed record Line([property: Id(0)] string Name, [property: Id(1)] int Count);

    [GenerateSerializer, Alias("evolution.line.2")]
    public sealed record Position([property: Id(0)] string Name, [property: Id(1)] int Count, [property: Id(2)] string? Flavour = null);

    [GenerateSerializer, Alias("evolution.gone")]
    public sealed record Gone([property: Id(0)] ImmutableArray<Line> Lines, [property: Id(1)] string Text);

    [GenerateSerializer, Alias("evolution.fresh")]
    public sealed record Fresh([property: Id(0)] string Text);

    [StoreName("Evolving"), Durable]
    public sealed class FirstStore : RootStore<FirstStore.State>
    {
        private static readonly Key<int> Count = new("count");
        private static readonly Key<Gone> First = new("first");
        private static readonly Key<ImmutableArray<Gone>> Second = new("second");
        private static readonly Key<string> Remark = new("remark");
        private static readonly Key<Line> Line = new("line");

        // Two of one type, so that the later names it by its place among the types.
        public override ValueTask<Socket> Init(Socket socket) => socket
            .Assign(Count, 0)
            .Assign(First, new Gone([new Line("jam", 2)], "gone"))
            .Assign("third", new Gone([], "gone too"))
            .Assign(Second, [new Gone([], "and these")])
            .Assign(Line, new Line("tea", 1))
            .Assign(Remark, "");

        [Command]
        public Socket Set(int count, string remark, Socket socket) => socket.Assign(Count, count).Assign(Remark, remark);

        [Command]
        public Socket Add(Socket socket) => socket.Update(Count, static count => count + 1);

        public override State Render(Socket socket)
        {
            var line = socket.Get(Line);
            return new(socket.Get(Count), socket.Get(Remark), $"{line.Name}/{line.Count}", Child<FirstRow>("row", FirstRow.Size.Is(socket.Get(Count))));
        }

        public sealed record State(int Count, string Remark, string Line, Child<FirstRow> Row);
    }

    [StoreName("Row")]
    public sealed class FirstRow : Store<FirstRow.State>
    {
        public static readonly Attr<int> Size = new("size");

        public override State Render(Socket socket) => new($"{socket.Get(Size)}");

        public sealed record State(string Text);
    }

    [StoreName("Evolving"), Durable]
    public sealed class SecondStore : RootStore<SecondStore.State>
    {
        private static readonly Key<int> Count = new("count");
        private static readonly Key<string> Note = new("note") { FormerName = "remark" };
        private static readonly Key<string> Colour = new("colour") { IfMissing = "red" };
        private static readonly Key<Position> Line = new("line");
        private static readonly Key<Fresh> Fresh = new("fresh") { IfMissing = new Fresh("none") };

        [Command]
        public Socket Flavour(string flavour, Socket socket) => socket.Update(Line, line => line with { Flavour = flavour });

        [Command]
        public Socket Freshen(Socket socket) => socket.Assign(Fresh, new Fresh("new"));

        public override State Render(Socket socket)
        {
            var line = socket.Get(Line);
            return new(
                socket.Get(Count),
                socket.Get(Note),
                socket.Get(Colour),
                $"{line.Name}/{line.Count}/{line.Flavour ?? "none"}",
                socket.Get(Fresh).Text,
                [.. socket.Assigns.Keys.Where(static key => key is "first" or "second" or "third")],
                Child<SecondRow>("row", SecondRow.Size.Is(socket.Get(Count)), SecondRow.Label.Is("count")));
        }

        public sealed record State(int Count, string Note, string Colour, string Line, string Fresh, ImmutableArray<string> Unknown, Child<SecondRow> Row);
    }

    [StoreName("Row")]
    public sealed class SecondRow : Store<SecondRow.State>
    {
        public static readonly Attr<int> Size = new("size");
        public static readonly Attr<string> Label = new("label");

        public override State Render(Socket socket) => new($"{socket.Get(Label)}: {socket.Get(Size)}");

        public sealed record State(string Text);
    }

    [Root<FirstStore>]
    public sealed class FirstSocket : MusubiSocket;

    [Root<SecondStore>]
    public sealed class SecondSocket : MusubiSocket;

    /// <summary>A cluster of each build, over one storage.</summary>
    public sealed class Builds : IAsyncLifetime
    {
        private readonly InProcessTestCluster _first;
        private readonly InProcessTestCluster _second;

        public Builds()
        {
            _first = Build<FirstSocket>(("evolution.line", typeof(Line)), ("evolution.gone", typeof(Gone)));
            _second = Build<SecondSocket>(("evolution.line", typeof(Position)), ("evolution.fresh", typeof(Fresh)));
        }

        internal FaultyRootLog Log { get; } = new(new MemoryRootLog(TimeProvider.System));

        public IClusterClient First => _first.Client;

        public IClusterClient Second => _second.Client;

        public async ValueTask InitializeAsync()
        {
            await _first.DeployAsync();
            await _second.DeployAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await _first.DisposeAsync();
            await _second.DisposeAsync();
        }

        private InProcessTestCluster Build<TSocket>(params (string Alias, Type Type)[] types)
            where TSocket : MusubiSocket
        {
            var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
            builder.ConfigureSilo((_, silo) =>
            {
                silo.Services.PostConfigure<TypeManifestOptions>(manifest => NameTypes(manifest, types));
                silo.Services.AddSingleton(new Grains.Stores.StoresBuild(typeof(TSocket).Name));
                silo.AddMusubi<TSocket>();
                silo.Services.AddSingleton<IRootLog>(Log);
            });
            return builder.Build();
        }

        // As if the build had these types alone.
        private static void NameTypes(TypeManifestOptions manifest, (string Alias, Type Type)[] types)
        {
            foreach (var alias in manifest.WellKnownTypeAliases.Keys.Where(static alias => alias.StartsWith("evolution.", StringComparison.Ordinal)).ToArray())
            {
                manifest.WellKnownTypeAliases.Remove(alias);
            }

            foreach (var (alias, type) in types)
            {
                manifest.WellKnownTypeAliases.Add(alias, type);
            }
        }
    }
}
