using System.Collections.Immutable;
using Musubi.Grains.Declarations;
using Musubi.Grains.Documents;

namespace Musubi.TypeScript.Tests;

public sealed class GeneratorTests
{
    private static string Golden { get; } = Path.Combine(AppContext.BaseDirectory, "Golden", "every-form.d.ts");

    [Fact]
    public void Run_EveryForm_WritesTheGoldenFile() =>
        Assert.Equal(File.ReadAllText(Golden).ReplaceLineEndings("\n"), Generator.Run(StoreFinder.Of([typeof(FormStore), typeof(PartStore)])));

    [Fact]
    public void Run_StoresInAnotherOrder_WritesTheSame() =>
        Assert.Equal(Generator.Run(StoreFinder.Of([typeof(FormStore), typeof(PartStore)])), Generator.Run(StoreFinder.Of([typeof(PartStore), typeof(FormStore)])));

    [Fact]
    public void Of_TwoStoresOfOneName_NamesBoth()
    {
        var problem = Assert.Throws<StoreDeclarationException>(() => StoreFinder.Of([typeof(PartStore), typeof(OtherPartStore)]));
        Assert.Contains(nameof(OtherPartStore), problem.Message, StringComparison.Ordinal);
        Assert.Contains("'Part'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_CaseOfAPolymorphicRecord_CarriesItsTag()
    {
        var json = DocumentWriter.WriteAlone<Figure>(new Circle(2), WireType.For<Figure>());

        Assert.Equal("""{"kind":"circle","radius":2}""", System.Text.Encoding.UTF8.GetString(json.Span));
    }

    [Fact]
    public void Generalize_CaseOfAPolymorphicRecord_KeepsItsTag()
    {
        var general = Assert.IsType<ImmutableDictionary<string, object?>>(WireType.For<Figure>().Generalize(new Square(3)));

        Assert.Equal("square", general["kind"]);
    }

    [StoreName("Part")]
    private sealed class OtherPartStore : Store<PartState>
    {
        public override PartState Render(Socket socket) => new(1);
    }
}
