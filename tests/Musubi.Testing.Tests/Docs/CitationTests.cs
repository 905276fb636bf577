using System.Text.RegularExpressions;

namespace Musubi.Testing.Tests.Docs;

/// <summary>What the code and the pages refer to is in the repository.</summary>
public sealed partial class CitationTests
{
    private static readonly string Root = DocsTests.Root;

    private static readonly string[] Kinds = [".cs", ".md", ".ts", ".tsx"];

    [Fact]
    public void Sources_ThatCiteAPage_NameOneThatIsThere()
    {
        var citations = Files().Where(static file => file.EndsWith(".cs", StringComparison.Ordinal))
            .SelectMany(static file => Citation().Matches(File.ReadAllText(file)).Select(match => (File: Relative(file), Match: match)))
            .ToArray();

        Assert.True(citations.Length > 30, $"Expected the sources to cite the docs; found {citations.Length} citations.");
        Assert.Empty(citations.Where(static citation => !Stands(citation.Match)).Select(static citation => $"{citation.File}: {citation.Match.Value}"));
    }

    [Fact]
    public void Pages_Links_LeadSomewhere()
    {
        var dead = Files().Where(static file => file.EndsWith(".md", StringComparison.Ordinal))
            .SelectMany(static page => Link().Matches(Code().Replace(File.ReadAllText(page), ""))
                .Select(match => (Page: page, Target: match.Groups["target"].Value)))
            .Where(static link => !link.Target.Contains("://", StringComparison.Ordinal) && !Leads(link.Page, link.Target))
            .Select(static link => $"{Relative(link.Page)}: {link.Target}");

        Assert.Empty(dead);
    }

    [Fact]
    public void Files_ThatNameASpecification_NameOneThatTheRepositoryHolds()
    {
        string[] elsewhere = ["WIRE" + ".md", "RUNTIME" + ".md", "CONFORMANCE" + ".md", "NEVER-LOST" + ".md"];

        var strangers = Files().Where(file => elsewhere.Any(File.ReadAllText(file).Contains)).Select(Relative);

        Assert.Empty(strangers);
    }

    // What the sections and headings of the page are is read from the page.
    private static bool Stands(Match citation)
    {
        var page = Path.Combine(Root, citation.Groups["page"].Value);
        if (!File.Exists(page))
        {
            return false;
        }

        var headings = Heading().Matches(File.ReadAllText(page)).Select(static heading => heading.Groups["text"].Value).ToArray();
        return citation.Groups["heading"].Captures.All(name => headings.Any(heading => heading == name.Value || heading.EndsWith($". {name.Value}", StringComparison.Ordinal)))
            && citation.Groups["section"].Captures.All(number => headings.Any(heading => heading.StartsWith($"{number.Value}. ", StringComparison.Ordinal)));
    }

    private static bool Leads(string page, string target)
    {
        var parts = target.Split('#', 2);
        var path = parts[0].Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, parts[0]);
        if (!Path.Exists(path))
        {
            return false;
        }

        return parts.Length == 1 || Heading().Matches(File.ReadAllText(path)).Any(heading => Anchor(heading.Groups["text"].Value) == parts[1]);
    }

    // As GitHub makes them.
    private static string Anchor(string heading) => NotInAnchors().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

    private static IEnumerable<string> Files() => new DirectoryInfo(Root)
        .EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
        .Where(static file => Kinds.Contains(file.Extension) && !NotOurs().IsMatch(Relative(file.FullName)))
        .Select(static file => file.FullName);

    private static string Relative(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    [GeneratedRegex("""(?<page>docs/[\w./-]+\.md)(?:, (?:sections? (?<section>\d+)(?:(?:, | and | to |, and )(?<section>\d+))*|"(?<heading>[^"]+)"(?:, "(?<heading>[^"]+)")*))?""")]
    private static partial Regex Citation();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"```[\s\S]*?```|`[^`\n]*`")]
    private static partial Regex Code();

    [GeneratedRegex(@"^#+ (?<text>.*?)\s*$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();

    [GeneratedRegex(@"(^|/)(bin|obj|node_modules|artifacts|dist|\.git)/")]
    private static partial Regex NotOurs();
}
