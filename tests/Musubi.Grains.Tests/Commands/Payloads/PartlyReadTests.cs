using System.Diagnostics;
using System.Text;
using System.Text.Json.Serialization;
using Musubi.Grains.Commands;
using Musubi.Grains.Declarations;
using Musubi.Grains.Services;
using Musubi.Json;

namespace Musubi.Grains.Tests.Commands.Payloads;

/// <summary>Types of which JSON could fill a part alone are refused when they are declared, and not read with holes.</summary>
public sealed class PartlyReadTests
{
    [Theory]
    [InlineData(typeof(PrivateSetter), "'Y'")]
    [InlineData(typeof(InternalSetter), "'Y'")]
    [InlineData(typeof(Inherits), "'Y'")]
    [InlineData(typeof(GetOnlyList), "'Tags'")]
    [InlineData(typeof(GetOnlyMap), "'Tags'")]
    [InlineData(typeof(GetOnlyValue), "'Kept'")]
    [InlineData(typeof(ExtraParameter), "'other'")]
    [InlineData(typeof(ParameterOfAnotherType), "'x'")]
    [InlineData(typeof(ParameterOfAField), "'x'")]
    [InlineData(typeof(PublicField), "'Y'")]
    [InlineData(typeof(SentField), "'Y'")]
    [InlineData(typeof(StringBuilder), "there for programs")]
    [InlineData(typeof(Exception), "there for programs")]
    [InlineData(typeof(Dictionary<PrivateSetter, int>), "'Y'")]
    [InlineData(typeof(Dictionary<Item, int>), "keys are no names")]
    [InlineData(typeof(Dictionary<object, int>), "keys are no names")]
    [InlineData(typeof(IReadOnlyDictionary<byte[], int>), "keys are no names")]
    [InlineData(typeof(List<PrivateSetter?>), "'Y'")]
    [InlineData(typeof(TwoOfOneName), "cannot be read")]
    [InlineData(typeof(ReadOnlyStack), "")]
    [InlineData(typeof((int, (string, int))), "tuple")]
    [InlineData(typeof(KeyValuePair<string, (int, int)>), "tuple")]
    [InlineData(typeof(Wrapper<(int X, int Y)?>), "tuple")]
    [InlineData(typeof(ValueTuple), "tuple")]
    [InlineData(typeof(Func<int>), "no form")]
    [InlineData(typeof(Type), "no form")]
    [InlineData(typeof(nint), "no form")]
    [InlineData(typeof(System.Numerics.BigInteger), "")]
    [InlineData(typeof(System.Numerics.Complex), "")]
    [InlineData(typeof(Index), "")]
    [InlineData(typeof(Stream), "")]
    public void ProblemOf_TypeWithHoles_SaysWhich(Type type, string expected)
    {
        var problem = Readable.ProblemOf(type);

        Assert.Contains(expected, Assert.IsType<string>(problem), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(Computed))]
    [InlineData(typeof(Told))]
    [InlineData(typeof(IncludedSetter))]
    [InlineData(typeof(Bound))]
    [InlineData(typeof(Cell))]
    [InlineData(typeof(Page<Page<string?>>))]
    [InlineData(typeof(KeyValuePair<string, int>[]))]
    [InlineData(typeof(System.Drawing.Point))]
    [InlineData(typeof(Dictionary<Guid, int>))]
    [InlineData(typeof(Dictionary<DateOnly, int>))]
    [InlineData(typeof(Dictionary<Uri, int>))]
    [InlineData(typeof(SortedDictionary<Color, int>))]
    [InlineData(typeof(Dictionary<Level, int>))]
    [InlineData(typeof(HashSet<Half>))]
    [InlineData(typeof(ReadOnlyMemory<byte>))]
    [InlineData(typeof(System.Text.Json.Nodes.JsonObject))]
    [InlineData(typeof(IAsyncEnumerable<int>))]
    [InlineData(typeof(object))]
    [InlineData(typeof(Lists))]
    [InlineData(typeof(WithRest))]
    public void ProblemOf_TypeThatIsReadAsAWhole_IsNone(Type type) => Assert.Null(Readable.ProblemOf(type));

    [Fact]
    public void Create_TwoParametersOfOneWireName_AreRefused()
    {
        var problem = Assert.Throws<StoreDeclarationException>(static () => Command.Create(typeof(PartlyReadTests).GetMethod(nameof(Doubled))!, CallbackServices.None));

        Assert.Contains("'item_id' twice", problem.Message, StringComparison.Ordinal);
    }

    [Command]
    public static Socket Doubled(int itemId, int item_id, Socket socket) => itemId > item_id ? socket : throw new UnreachableException();

    internal class PrivateSetter
    {
        public int X { get; set; }

        public int Y { get; private set; }
    }

    internal sealed class InternalSetter
    {
        public int X { get; set; }

        public int Y { get; internal set; }
    }

    internal sealed class Inherits : PrivateSetter
    {
        public int Z { get; init; }
    }

    internal sealed record GetOnlyList(int X)
    {
        public List<string> Tags { get; } = [];
    }

    internal sealed record GetOnlyMap(int X)
    {
        public Dictionary<string, int> Tags { get; } = [];
    }

    internal sealed record GetOnlyValue(int X)
    {
        public int Kept { get; } = 3;
    }

    internal sealed class ExtraParameter(int x, int other)
    {
        public int X { get; } = x + other;
    }

    internal sealed class ParameterOfAnotherType(string x)
    {
        public int X { get; } = x.Length;
    }

    internal sealed class ParameterOfAField(int x)
    {
        public readonly int X = x;
    }

    internal sealed record PublicField(int X)
    {
        public int Y = 1;
    }

    internal sealed record SentField(int X)
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public int Y = 1;
    }

    internal sealed record TwoOfOneName(int XY)
    {
        public int Xy { get; init; }
    }

    internal sealed class ReadOnlyStack : System.Collections.Generic.IReadOnlyCollection<int>
    {
        public int Count => 0;

        public IEnumerator<int> GetEnumerator() => Enumerable.Empty<int>().GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    internal sealed record Wrapper<T>(T Value);

    internal sealed record Computed(int X)
    {
        public int Twice => X * 2;
    }

    internal sealed record Told(int X)
    {
        [JsonIgnore]
        public int Field = 1;

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenReading)]
        public int Other = 2;

        [JsonIgnore]
        public List<string> Tags { get; } = [];

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenReading)]
        public int Kept { get; } = 3;

        [JsonIgnore]
        public int Y { get; private set; }
    }

    internal sealed class IncludedSetter
    {
        [JsonInclude]
        public int Y { get; private set; }
    }

    internal sealed class Bound(int x, List<string> tags)
    {
        public int X { get; } = x;

        public List<string> Tags { get; private set; } = tags;
    }

    internal sealed class Lists : List<Lists>;

    internal sealed record WithRest(int X)
    {
        [JsonExtensionData]
        public Dictionary<string, System.Text.Json.JsonElement>? Rest { get; init; }
    }
}
