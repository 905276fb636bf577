using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Musubi.TypeScript;

/// <summary>Doc comments, from the XML files beside the assemblies; where there is none, nothing is told.</summary>
internal sealed partial class XmlDocs
{
    private readonly Dictionary<Assembly, Dictionary<string, XElement>> _files = [];

    public string? Of(Type type) => Text(Find(type.Assembly, $"T:{Id(type)}")?.Element("summary"));

    /// <summary>A property's own comment, or what its record says of the parameter that it is made from.</summary>
    public string? Of(PropertyInfo property)
    {
        var owner = property.DeclaringType!;
        return Text(Find(owner.Assembly, $"P:{Id(owner)}.{property.Name}")?.Element("summary")) ?? Parameter(Find(owner.Assembly, $"T:{Id(owner)}"), property.Name);
    }

    public string? Of(MethodInfo method) => Text(Find(method)?.Element("summary"));

    public string? Parameter(MethodInfo method, string name) => Parameter(Find(method), name);

    /// <summary>The lines of a comment; none for no text.</summary>
    public static IEnumerable<string> Comment(string? text) => text is null ? [] : [$"/** {text.Replace("*/", "*\\/", StringComparison.Ordinal)} */"];

    private static string? Parameter(XElement? member, string name) =>
        Text(member?.Elements("param").FirstOrDefault(parameter => (string?)parameter.Attribute("name") == name));

    private static string? Text(XElement? element)
    {
        var text = element is null ? "" : Spaces.Replace(string.Concat(element.Nodes().Select(Inline)), " ").Trim();
        return text.Length > 0 ? text : null;
    }

    private static string Inline(XNode node) => node switch
    {
        // Nobody nests a comment so deeply.
        _ when !RuntimeHelpers.TryEnsureSufficientExecutionStack() => "",
        XText text => text.Value,
        XElement { Name.LocalName: "see" or "seealso" } see => (string?)see.Attribute("langword") ?? Last((string?)see.Attribute("cref")) ?? see.Value,
        XElement { Name.LocalName: "paramref" or "typeparamref" } reference => $"`{(string?)reference.Attribute("name")}`",
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement element => string.Concat(element.Nodes().Select(Inline)) + " ",
        _ => "",
    };

    private static string? Last(string? cref) => cref?.Split('(')[0].Split('.', ':')[^1].Split('`')[0];

    private static string Id(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    // By its name alone, where that is enough: an overload would need the compiler's spelling of every parameter's type.
    private XElement? Find(MethodInfo method)
    {
        var id = $"M:{Id(method.DeclaringType!)}.{method.Name}";
        var found = File(method.DeclaringType!.Assembly).Where(member => member.Key == id || member.Key.StartsWith(id + "(", StringComparison.Ordinal)).Take(2).ToList();
        return found.Count == 1 ? found[0].Value : null;
    }

    private XElement? Find(Assembly assembly, string id) => File(assembly).GetValueOrDefault(id);

    private Dictionary<string, XElement> File(Assembly assembly)
    {
        if (!_files.TryGetValue(assembly, out var members))
        {
            _files[assembly] = members = Read(Path.ChangeExtension(assembly.Location, ".xml"));
        }

        return members;
    }

    private static Dictionary<string, XElement> Read(string path)
    {
        if (!System.IO.File.Exists(path))
        {
            return [];
        }

        try
        {
            return XDocument.Load(path).Descendants("member")
                .DistinctBy(static member => (string?)member.Attribute("name"))
                .ToDictionary(static member => (string?)member.Attribute("name") ?? "", StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is XmlException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces { get; }
}
