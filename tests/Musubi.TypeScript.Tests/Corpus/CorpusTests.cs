using System.Text.Json;
using System.Text.RegularExpressions;

namespace Musubi.TypeScript.Tests.Corpus;

/// <summary>Whatever types, stores and commands are called, and whatever is said of them, what is generated compiles, and no two of them share a name.</summary>
public sealed class CorpusTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(0)]
    public void Run_RandomApplication_CompilesAndSharesNoName(int seed)
    {
        seed = seed == 0 ? Environment.TickCount : seed;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        using var emitted = new EmittedTypes();
        var application = new RandomApplication(new Random(seed), emitted);
        var generated = Generator.Run(StoreFinder.Of(application.Create()));

        // Each command can be named by what it is called on the wire.
        var uses = application.Stores.SelectMany(static store => store.Value.Select(command => (Store: JsonSerializer.Serialize(store.Key), Command: JsonSerializer.Serialize(command))))
            .Select(static (name, i) => $"export type Use{i} = Musubi.Stores[{name.Store}][typeof Musubi.Type][\"commands\"][{name.Command}][\"payload\"][\"field\"];\n");
        var said = TypeScriptCompiler.Check(generated, string.Concat(uses));
        Assert.True(said is "", $"seed {seed}: {said}\n{generated}");
        foreach (Match space in Regex.Matches(generated, @"^declare namespace \S+ \{.*?^\}", RegexOptions.Multiline | RegexOptions.Singleline))
        {
            var names = Regex.Matches(space.Value, @"^  interface (\S+?)[ <]", RegexOptions.Multiline).Select(static match => match.Groups[1].Value).ToList();
            Assert.Equal(names.Distinct(), names);
        }
    }
}
