using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Musubi.Deploy.Tests.Configuration;

/// <summary>What the code says about an option.</summary>
internal static partial class OptionDocs
{
    /// <summary>Its summary and its value, in Markdown and on one line.</summary>
    public static string Of(PropertyInfo property)
    {
        var assembly = property.DeclaringType!.Assembly;
        var docs = XDocument.Load(Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.xml"));
        var name = $"P:{property.DeclaringType.FullName}.{property.Name}";
        var member = docs.Descendants("member").Single(member => member.Attribute("name")!.Value == name);
        var text = string.Join(' ', new[] { "summary", "value" }.Select(part => member.Element(part)).Where(static part => part is not null).Select(static part => Markdown(part!)));
        return Spaces().Replace(text, " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }

    private static string Markdown(XElement part) => string.Concat(part.Nodes().Select(static node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")!.Value.Split('.')[^1]}`",
        _ => throw new InvalidOperationException($"Expected text, <c> or <see>; got {node}."),
    }));

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
