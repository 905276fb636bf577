using System.Text.Json.Serialization;
using Musubi.Grains.Declarations;
using Musubi.Grains.Documents;

namespace Musubi.TypeScript.Tests.Corpus
{
    /// <summary>Names that once made a file that did not compile, or none.</summary>
    public sealed class NameTests
    {
        [Fact]
        public void Run_RecordNamedRecord_Compiles() => Compiles<Contoso.Shop.Holder>();

        [Fact]
        public void Run_NamespaceWithASegmentMusubi_Compiles() => Compiles<Contoso.Musubi.Page, Contoso.Musubi.Inner>();

        [Fact]
        public void Run_NamespacesThatOverlap_Compile() => Compiles<Contoso.Shop.Overlap>();

        [Fact]
        public void Run_RecordNamedLikeItsNamespace_Compiles() => Compiles<Contoso.Twin.Twin>();

        [Fact]
        public void Run_NullableAndPlainArgument_AreTwoTypes()
        {
            var generated = Compiles<Contoso.Shop.Fields>();
            Assert.Contains("interface FieldOfInt32 {", generated, StringComparison.Ordinal);
            Assert.Contains("interface FieldOfNullableInt32 {", generated, StringComparison.Ordinal);
        }

        [Fact]
        public void Run_ArgumentsOfOneName_AreTwoTypes()
        {
            var generated = Compiles<Contoso.Shop.Pages>();
            Assert.Contains("interface Field_Of_Contoso_A_Item {", generated, StringComparison.Ordinal);
            Assert.Contains("interface Field_Of_Contoso_B_Item {", generated, StringComparison.Ordinal);
        }

        [Fact]
        public void Run_ArgumentsThatAreCollections_AreTwoTypes()
        {
            var generated = Compiles<Contoso.Shop.Collections>();
            Assert.Contains("interface FieldOfIReadOnlyListOfInt32 {", generated, StringComparison.Ordinal);
            Assert.Contains("interface FieldOfImmutableArrayOfInt32 {", generated, StringComparison.Ordinal);
            Assert.Contains("interface FieldOfFieldOfNullableInt32 {", generated, StringComparison.Ordinal);
        }

        [Fact]
        public void Run_RecordInGenericRecord_IsATypeForEachArgument()
        {
            var generated = Compiles<Contoso.Shop.Nested>();
            Assert.Contains("interface PartOfInt32 {", generated, StringComparison.Ordinal);
            Assert.Contains("interface PartOfString {", generated, StringComparison.Ordinal);
        }

        [Fact]
        public void Run_RecordsNamedLikeGlobals_Compile() => Compiles<Contoso.Shop.Globals>();

        [Fact]
        public void Run_EnumNameWithQuotes_IsEscapedOnce() =>
            Assert.Contains("""quoted: "a\"b\\c";""", Compiles<Contoso.Shop.Quotes>(), StringComparison.Ordinal);

        [Fact]
        public void Generalize_EnumNameWithQuotes_IsTheNameItself() =>
            Assert.Equal("a\"b\\c", WireType.For<Contoso.Shop.Quoted>().Generalize(Contoso.Shop.Quoted.One));

        [Fact]
        public void Run_StoreNameWithOddCharacters_Compiles() =>
            Assert.Equal("", TypeScriptCompiler.Check(Generator.Run(StoreFinder.Of([typeof(OddStore)]))));

        [Fact]
        public void Run_PayloadThatIsAListOfItself_Compiles()
        {
            var generated = Generator.Run(StoreFinder.Of([typeof(CorpusStore<Contoso.A.Item, Contoso.Shop.Lists>), typeof(CorpusStore<Contoso.A.Item, IReadOnlyDictionary<string, Contoso.Shop.Lists>>)]));

            Assert.Contains("input: readonly unknown[] | null;", generated, StringComparison.Ordinal);
            Assert.Equal("", TypeScriptCompiler.Check(generated));
        }

        [Theory]
        [InlineData(typeof(Contoso.Shop.Menu))]
        [InlineData(typeof(IReadOnlyDictionary<string, Contoso.Shop.Menu>))]
        public void Of_StateWithAListOfItself_IsNamed(Type list)
        {
            var state = typeof(Contoso.Shop.Field<>).MakeGenericType(list);
            var problem = Assert.Throws<StoreDeclarationException>(() => StoreFinder.Of([typeof(CorpusStore<,>).MakeGenericType(state, typeof(int))]));
            Assert.Contains("is a list of lists without an end", problem.Message, StringComparison.Ordinal);
        }

        [Theory]
        [InlineData(typeof(CorpusStore<Contoso.Shop.Tree<int>, int>))]
        [InlineData(typeof(CorpusStore<Contoso.A.Item, Contoso.Shop.Tree<int>>))]
        [InlineData(typeof(CorpusStore<Contoso.A.Item, IReadOnlyList<Contoso.Shop.Tree<int>>>))]
        [InlineData(typeof(CorpusStore<Contoso.A.Item, Contoso.Shop.Field<Contoso.Shop.Tree<int>?>>))]
        public void Of_TypeThatNeedsEverLargerTypes_IsNamed(Type store)
        {
            var problem = Assert.Throws<StoreDeclarationException>(() => StoreFinder.Of([store]));
            Assert.Contains("Contoso.Shop.Tree`1[T] needs itself with ever larger type arguments", problem.Message, StringComparison.Ordinal);
        }

        private static string Compiles<TState>()
            where TState : class => Compiles<TState, TState>();

        private static string Compiles<TState, TInput>()
            where TState : class
        {
            var generated = Generator.Run(StoreFinder.Of([typeof(CorpusStore<TState, TInput>)]));
            var said = TypeScriptCompiler.Check(generated);
            Assert.True(said is "", $"{said}\n{generated}");
            return generated;
        }

        [StoreName("odd \" \\ ' */ name")]
        private sealed class OddStore : RootStore<Contoso.A.Item>
        {
            public override Contoso.A.Item Render(Socket socket) => throw new NotSupportedException();
        }
    }
}

namespace Contoso.A
{
    public sealed record Item(int Number);
}

namespace Contoso.B
{
    public sealed record Item(string Text);
}

namespace Contoso.Shop
{
    public enum Quoted
    {
        [JsonStringEnumMemberName("a\"b\\c")]
        One,
    }

    public sealed record Record(int Number);

    public sealed record Holder(Record Record, IReadOnlyDictionary<string, Record> Records);

    public sealed record Overlap(global::Shop.Model.Part Part);

    public sealed record Field<T>(T Value);

    public sealed record Fields(Field<int> Plain, Field<int?> Nullable);

    public sealed record Pages(Field<A.Item> First, Field<B.Item> Second);

    public sealed record Collections(
        Field<IReadOnlyList<int>> First, Field<System.Collections.Immutable.ImmutableArray<int>> Second, Field<Field<int>> Third, Field<Field<int?>> Fourth, Field<IReadOnlyDictionary<string, int>> Fifth);

    public sealed record Outer<T>(Outer<T>.Part Inner)
    {
        public sealed record Part(T Value);
    }

    public sealed record Nested(Outer<int> First, Outer<string> Second, Outer<int?> Third);

    public sealed record Array(int Number);

    public sealed record Promise<T>(T Value);

    public sealed record Readonly(int Number);

    public sealed record Globals(Array Array, IReadOnlyList<Array> Arrays, Promise<Array> Promise, Readonly Readonly, IReadOnlyDictionary<string, Readonly> Map);

    public sealed record Quotes(Quoted Quoted);

    public sealed class Lists : List<Lists>;

    public sealed class Menu : IReadOnlyList<Menu>
    {
        public int Count => 0;

        public Menu this[int index] => throw new NotSupportedException();

        public IEnumerator<Menu> GetEnumerator() => Enumerable.Empty<Menu>().GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    public sealed record Tree<T>(T Value, Tree<Tree<T>>? Deeper);
}

namespace Shop.Model
{
    public sealed record Part(int Number);
}

namespace Contoso.Musubi
{
    public sealed record Inner(int Number);

    public sealed record Page(Inner Inner, IReadOnlyList<global::Musubi.Stream<Inner>>? Streams, global::Musubi.AsyncResult<int> Work);
}

namespace Contoso.Twin
{
    public sealed record Twin(Twin.Part Inner)
    {
        public sealed record Part(int Number);
    }
}
