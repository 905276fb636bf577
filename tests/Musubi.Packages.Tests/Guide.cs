using System.Text.RegularExpressions;
using Musubi.TestKit;

namespace Musubi.Packages.Tests;

/// <summary>The code blocks of a guide, in their order: what is tested is what is read.</summary>
/// <remarks>A block is a file, whose name stands in bold before it; or commands, in the language <c>sh</c>; or, after
/// <c>&lt;!-- until stopped --&gt;</c>, a command that stays.</remarks>
internal static partial class Guide
{
    /// <exception cref="ExpectationException">A block is none of these.</exception>
    public static IEnumerable<GuideStep> Read(string text) => Block.Matches(text).Select(static block => (GuideStep)(block.Groups switch
    {
        var groups when groups["file"].Success => new GuideStep.Source(groups["file"].Value, groups["text"].Value),
        var groups when groups["language"].Value != "sh" => throw new ExpectationException($"Expected a file's name before this block, or commands in it: {block.Value}"),
        var groups when groups["stays"].Success => new GuideStep.Service(groups["text"].Value),
        var groups => new GuideStep.Commands(groups["text"].Value),
    }));

    [GeneratedRegex(
        """^(\*\*`(?<file>[^`\n]+)`\*\*[^\n]*\n\n|(?<stays><!-- until stopped -->)\n)?```(?<language>\w+)\n(?<text>.*?)^```$""",
        RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block { get; }
}
