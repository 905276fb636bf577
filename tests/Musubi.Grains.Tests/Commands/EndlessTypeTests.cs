using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Musubi.Grains.Declarations;
using Musubi.Grains.Documents;
using Musubi.Grains.Nodes;
using Musubi.Grains.Services;
using Musubi.Json;

namespace Musubi.Grains.Tests.Commands;

/// <summary>Types that need ever larger types end a start with their name, wherever they are declared.</summary>
public sealed class EndlessTypeTests
{
    [Theory]
    [InlineData(typeof(Takes<Tree<int>>), "Tree`1")]
    [InlineData(typeof(Takes<Tree<int>[]>), "Tree`1")]
    [InlineData(typeof(Takes<Holder>), "Tree`1")]
    [InlineData(typeof(Takes<Ping<string>>), "P?ng`1")]
    [InlineData(typeof(Takes<Arrays<string>>), "Arrays`1")]
    [InlineData(typeof(Takes<Twice<int>>), "Twice`1")]
    [InlineData(typeof(Takes<Eight<int, int, int, int, int, int, int, int>>), "Eight`8")]
    [InlineData(typeof(Takes<Swap<int, string>>), "Swap`2")]
    [InlineData(typeof(Takes<Case>), "Tree`1")]
    [InlineData(typeof(Takes<Converted<int>>), "Converted`1")]
    [InlineData(typeof(TakesAttribute), "Tree`1")]
    [InlineData(typeof(Replies<Tree<int>>), "Tree`1")]
    [InlineData(typeof(Replies<Pong<int>>), "P?ng`1")]
    [InlineData(typeof(Replies<Lists<int>>), "Lists`1")]
    [InlineData(typeof(Pushes<Tree<int>>), "Tree`1")]
    [InlineData(typeof(Pushes<Ping<int>>), "P?ng`1")]
    [InlineData(typeof(Renders<Tree<int>>), "Tree`1")]
    [InlineData(typeof(Renders<Ping<int>>), "P?ng`1")]
    [InlineData(typeof(Renders<Lists<int>>), "Lists`1")]
    [InlineData(typeof(Renders<Arrays<int>>), "Arrays`1")]
    [InlineData(typeof(Renders<StreamOfTrees>), "Tree`1")]
    public void Declare_TypeThatNeedsEverLargerTypes_NamesIt(Type store, string name)
    {
        var catalog = new StoreCatalog(static type => (Store)Activator.CreateInstance(type)!, CallbackServices.None);

        var problem = Assert.Throws<StoreDeclarationException>(() => catalog.Declare([store]));

        Assert.Matches(name.Replace("?", "[io]", StringComparison.Ordinal), problem.Message);
        Assert.Contains("needs itself with ever larger type arguments", problem.Message, StringComparison.Ordinal);
        Assert.InRange(problem.Message.Length, 0, 2_000);
    }

    [Fact]
    public void Params_ReadAsATypeThatNeedsEverLargerTypes_NameIt()
    {
        var problem = Assert.Throws<InvalidOperationException>(static () => Params.Parse("""{"tree":{}}""").Get<Tree<int>>("tree"));

        Assert.Contains("Tree`1", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(Tree<int>))]
    [InlineData(typeof(ImmutableDictionary<string, Ping<int>>))]
    public void For_MetaOfAnUploadThatNeedsEverLargerTypes_NamesIt(Type meta)
    {
        var problem = Assert.Throws<NoWireFormException>(() => WireType.For(meta));

        Assert.Contains("needs itself with ever larger type arguments", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Assign_ValueThatNeedsEverLargerTypes_CountsAsChanged()
    {
        var tree = new Tree<int>(1, null);
        var socket = new Socket().Assign("tree", tree).ResetChanged();

        Assert.True(socket.Assign("tree", tree).AnyChanged());
    }

    [Theory]
    [InlineData(typeof(Node))]
    [InlineData(typeof(Pair<Pair<Node, ImmutableArray<int>>, Node>))]
    [InlineData(typeof(Ignored<int>))]
    [InlineData(typeof(ConvertedType<int>))]
    [InlineData(typeof(List<List<List<List<string>>>>))]
    public void ProblemOf_TypeWithAnEnd_IsNone(Type type) => Assert.Null(Readable.ProblemOf(type));

    internal sealed record Tree<T>(T Value, Tree<Tree<T>>? Deeper);

    internal sealed record Holder(ImmutableDictionary<string, Tree<string>> Trees);

    internal sealed record Ping<T>(Pong<Ping<T>>? Other);

    internal sealed record Pong<T>(ImmutableArray<Ping<Pong<T>>> Others);

    internal sealed record Arrays<T>(Arrays<T[]>? Deeper);

    internal sealed record Lists<T>(IReadOnlyList<Lists<ImmutableArray<T>>> First, Lists<ImmutableList<T>>? Second);

    internal sealed record Twice<T>(Twice<List<T>>? First, Twice<HashSet<T>>? Second);

    internal sealed record Eight<A, B, C, D, E, F, G, H>(Eight<Same<A>, Same<A>, Same<A>, Same<A>, Same<A>, Same<A>, Same<A>, Same<A>>? Deeper);

    internal sealed record Same<T>(T First, T Second, T Third, T Fourth);

    internal sealed record Swap<A, B>(Swap<B, List<A>>? Other);

    [JsonDerivedType(typeof(Large), "large")]
    internal record Case(int Number);

    internal sealed record Large(int Number, Tree<int> Tree) : Case(Number);

    internal sealed record StreamOfTrees(Stream<Tree<int>> Trees);

    internal sealed record Node(string Name, ImmutableArray<Node> Nodes, ImmutableDictionary<string, Pair<Node, int>> Map);

    internal sealed record Pair<A, B>(A First, B Second);

    internal sealed record Ignored<T>(T Value)
    {
        [JsonIgnore]
        public Ignored<Ignored<T>>? Deeper => null;
    }

    internal sealed record Converted<T>(T Value, [property: JsonConverter(typeof(Nothing))] Converted<Converted<T>>? Deeper);

    [JsonConverter(typeof(Nothing))]
    internal sealed record ConvertedType<T>(T Value, ConvertedType<ConvertedType<T>>? Deeper);

    internal sealed class Nothing : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => true;

        public override JsonConverter? CreateConverter(Type typeToConvert, System.Text.Json.JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(NothingOf<>).MakeGenericType(typeToConvert))!;
    }

    internal sealed class NothingOf<T> : JsonConverter<T>
    {
        public override T? Read(ref System.Text.Json.Utf8JsonReader reader, Type typeToConvert, System.Text.Json.JsonSerializerOptions options)
        {
            reader.Skip();
            return default;
        }

        public override void Write(System.Text.Json.Utf8JsonWriter writer, T value, System.Text.Json.JsonSerializerOptions options) => writer.WriteNullValue();
    }

    private sealed class Takes<T> : TextStore
    {
        [Command]
        public Socket Do(T value, Socket socket) => value is null ? socket : socket;
    }

    private sealed class TakesAttribute : TextStore
    {
        public static readonly Attr<Tree<int>> Value = new("value");
    }

    private sealed class Replies<T> : TextStore
    {
        [Command]
        public (T Reply, Socket Socket) Do(Socket socket) => throw new NotSupportedException($"{socket}");
    }

    private sealed class Pushes<T> : TextStore
        where T : class
    {
        public static readonly PushEvent<T> Event = new("event");
    }

    private sealed class Renders<T> : RootStore<T>
        where T : class
    {
        public override T Render(Socket socket) => throw new NotSupportedException();
    }
}
