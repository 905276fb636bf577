using System.Text.RegularExpressions;

namespace Musubi.Testing.Tests.Docs;

/// <summary>The code on the pages is code that compiles and runs.</summary>
/// <remarks>A block under <c>&lt;!-- code: path#name --&gt;</c> is what stands between <c>// docs:name</c> and <c>// docs:end</c> in that file.
/// <c>UPDATE_DOCS=1 dotnet test</c> writes it there.</remarks>
public sealed partial class DocsTests
{
    internal static readonly string Root = FindRoot();

    public static TheoryData<string> Pages => [.. Directory.GetFiles(Path.Combine(Root, "docs"), "*.md").Select(static page => Path.GetFileName(page))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_CodeBlocks_AreTheCompiledCode(string page)
    {
        var path = Path.Combine(Root, "docs", page);
        var text = File.ReadAllText(path);

        var updated = Block().Replace(text, static block => $"{block.Groups["head"].Value}{Region(block.Groups["file"].Value, block.Groups["name"].Value)}```");

        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            File.WriteAllText(path, updated);
            return;
        }

        Assert.Equal(updated, text);
        Assert.Equal(text.Split("<!-- code:").Length - 1, Block().Count(text));
    }

    [Fact]
    public void Pages_OfFeatures_ShowCode()
    {
        string[] features = ["stores.md", "streams.md", "async.md", "events.md", "hooks.md", "uploads.md", "testing.md", "services.md"];

        Assert.All(features, static page => Assert.Matches(Block(), File.ReadAllText(Path.Combine(Root, "docs", page))));
    }

    private static string Region(string file, string name)
    {
        var lines = File.ReadAllLines(Path.Combine(Root, file));
        var start = Array.FindIndex(lines, line => line.Trim() == $"// docs:{name}");
        Assert.True(start >= 0, $"{file} has no region '{name}'.");
        var region = lines.Skip(start + 1).TakeWhile(static line => line.Trim() != "// docs:end").ToArray();
        var indent = region.Where(static line => line.Length > 0).Min(static line => line.Length - line.TrimStart().Length);
        return string.Concat(region.Select(line => $"{(line.Length > indent ? line[indent..] : "")}\n"));
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Musubi.Orleans.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException($"Expected Musubi.Orleans.sln above {AppContext.BaseDirectory}.");
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"(?<head><!-- code: (?<file>\S+?)#(?<name>\S+) -->\n```csharp\n)[\s\S]*?```")]
    private static partial Regex Block();
}
