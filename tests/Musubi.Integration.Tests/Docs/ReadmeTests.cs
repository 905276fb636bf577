using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Musubi.TestKit;

namespace Musubi.Integration.Tests.Docs;

/// <summary>The README's C# is code that compiles as it is pasted: each block a file of one web application.</summary>
public sealed partial class ReadmeTests
{
    // What the Web SDK and Orleans' packages use implicitly.
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        global using Orleans;
        global using Orleans.Hosting;
        global using Orleans.Runtime;
        """;

    [Fact]
    public void Readme_CSharpBlocks_CompileAsTheyArePasted()
    {
        var blocks = Block.Matches(File.ReadAllText(Path.Combine(Repository.Root, "README.md")).ReplaceLineEndings("\n")).Select(static block => block.Groups["code"].Value).ToArray();
        Assert.Equal(2, blocks.Length);

        Assert.Empty(ErrorsOf(blocks));
    }

    [Fact]
    public void Readme_TypesBeforeTopLevelStatements_WouldBeAnError() =>
        Assert.Contains(ErrorsOf(["public sealed record A(int B);\n\nConsole.WriteLine();"]), static error => error.Id == "CS8803");

    private static IEnumerable<Diagnostic> ErrorsOf(IEnumerable<string> files)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static path => MetadataReference.CreateFromFile(path));
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var compilation = CSharpCompilation.Create(
            "Pasted",
            files.Prepend(ImplicitUsings).Select(text => CSharpSyntaxTree.ParseText(text, options)),
            references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        return compilation.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block { get; }
}
