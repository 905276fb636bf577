using System.Reflection.Emit;
using System.Text.RegularExpressions;

namespace Musubi.TypeScript.Tests.Corpus;

/// <summary>Whatever types are called, what is generated compiles, and no two of them share a name.</summary>
public sealed class CorpusTests
{
    private static readonly string[] Words =
    [
        "Record", "Musubi", "Stores", "StoreDef", "Type", "Array", "ReadonlyArray", "Date", "Promise", "Partial", "Object", "Function", "Intl", "NodeJS", "Shop", "shop",
        "Model", "Contoso", "Item", "Paged", "PagedOfItem", "ItemInput", "Global", "globalThis", "any", "object", "string", "never", "undefined", "default", "class",
        "constructor", "keyof", "infer", "unique", "readonly", "asserts", "abstract", "type", "module", "namespace", "await", "let", "static", "this", "void",
        "default_", "Größe", "名前", "_", "_1", "A1", "<odd>", "with-dash", "__proto__", "prototype", "toString",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(0)]
    public void Run_RandomTypes_CompilesAndSharesNoName(int seed)
    {
        seed = seed == 0 ? Environment.TickCount : seed;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var generated = Generate(new Random(seed));

        var said = TypeScriptCompiler.Check(generated);
        Assert.True(said is "", $"seed {seed}: {said}\n{generated}");
        foreach (Match space in Regex.Matches(generated, @"^declare namespace \S+ \{.*?^\}", RegexOptions.Multiline | RegexOptions.Singleline))
        {
            var names = Regex.Matches(space.Value, @"^  interface (\S+?)[ <]", RegexOptions.Multiline).Select(static match => match.Groups[1].Value).ToList();
            Assert.Equal(names.Distinct(), names);
        }
    }

    private static string Generate(Random random)
    {
        string Word() => Words[random.Next(Words.Length)];
        var emitted = new EmittedTypes();
        var plain = new List<TypeBuilder>();
        var generic = new List<TypeBuilder>();
        for (var i = 0; i < 60; i++)
        {
            var name = string.Join('.', Enumerable.Range(0, random.Next(1, 5)).Select(_ => Word()));
            var open = random.Next(5) == 0;
            var type = !open && plain.Count > 0 && random.Next(4) == 0 ? emitted.DefineIn(plain[random.Next(plain.Count)], Word()) : emitted.Define(name, open);
            if (type is not null)
            {
                (type.IsGenericTypeDefinition ? generic : plain).Add(type);
            }
        }

        Type Any(int depth) => random.Next(depth > 3 ? 3 : 7) switch
        {
            0 => typeof(string),
            1 => random.Next(2) == 0 ? typeof(int) : typeof(int?),
            2 or 3 => plain[random.Next(plain.Count)],
            4 => typeof(IReadOnlyList<>).MakeGenericType(Any(depth + 1)),
            5 => typeof(IReadOnlyDictionary<,>).MakeGenericType(typeof(string), Any(depth + 1)),
            _ => generic.Count == 0 ? typeof(bool) : generic[random.Next(generic.Count)].MakeGenericType(Any(depth + 1)),
        };

        generic.ForEach(type => EmittedTypes.Property(type, "Value", type.GetGenericArguments()[0]));
        foreach (var type in plain)
        {
            for (var i = 0; i < 4; i++)
            {
                EmittedTypes.Property(type, $"{Word()}{i}", Any(0));
            }
        }

        var root = emitted.Define("Root", generic: false)!;
        for (var i = 0; i < plain.Count; i++)
        {
            EmittedTypes.Property(root, $"P{i}", plain[i]);
        }

        var state = emitted.Create()["Root"];
        return Generator.Run(StoreFinder.Of([typeof(CorpusStore<,>).MakeGenericType(state, state)]));
    }
}
