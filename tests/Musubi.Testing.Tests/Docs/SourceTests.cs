namespace Musubi.Testing.Tests.Docs;

/// <summary>A file of the sources has one reason to change, and one that grew past a page of listing mostly has two.</summary>
public sealed class SourceTests
{
    private const int MaxLines = 300;

    // Above its first type, where the next person begins to read.
    private const string Excuse = "Longer than 300 lines because";

    [Fact]
    public void Sources_LongerThan300Lines_SayWhyInTheirHead()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(DocsTests.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !Path.GetRelativePath(DocsTests.Root, file).Split(Path.DirectorySeparatorChar).Any(static part => part is "bin" or "obj"))
            .Select(static file => (Name: Path.GetRelativePath(DocsTests.Root, file).Replace(Path.DirectorySeparatorChar, '/'), Lines: File.ReadAllLines(file)))
            .ToArray();

        Assert.True(sources.Length > 200, $"Expected the sources of all packages; found {sources.Length} files.");
        Assert.Empty(sources
            .Where(static source => source.Lines.Length > MaxLines && !Excused(source.Lines))
            .Select(static source => $"{source.Name}: {source.Lines.Length} lines"));
    }

    private static bool Excused(string[] lines) =>
        lines.TakeWhile(static line => !line.StartsWith("internal ", StringComparison.Ordinal) && !line.StartsWith("public ", StringComparison.Ordinal))
            .Any(static line => line.Contains(Excuse, StringComparison.Ordinal));
}
