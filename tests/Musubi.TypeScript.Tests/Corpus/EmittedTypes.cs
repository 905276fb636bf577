using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text.Json.Serialization;
using System.Xml;
using System.Xml.Linq;

namespace Musubi.TypeScript.Tests.Corpus;

/// <summary>Types of any name, also of those that no C# source can have, in an assembly with doc comments beside it.</summary>
internal sealed class EmittedTypes : IDisposable
{
    private readonly PersistedAssemblyBuilder _assembly = new(new AssemblyName("Corpus"), typeof(object).Assembly);
    private readonly ModuleBuilder _module;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly AssemblyLoadContext _context = new(null, isCollectible: true);
    private readonly HashSet<string> _names = [];
    private readonly List<TypeBuilder> _types = [];
    private readonly List<XElement> _docs = [];

    public EmittedTypes() => _module = _assembly.DefineDynamicModule("Corpus");

    public void Dispose()
    {
        _context.Unload();
        _folder.Delete(recursive: true);
    }

    /// <summary>A class, or null when there is one of that name.</summary>
    public TypeBuilder? Define(string name, bool generic = false, Type? parent = null)
    {
        var full = generic ? $"{name}`1" : name;
        if (!_names.Add(full))
        {
            return null;
        }

        var type = _module.DefineType(full, TypeAttributes.Public | TypeAttributes.Class, parent);
        if (generic)
        {
            type.DefineGenericParameters("T");
        }

        return Add(type);
    }

    /// <summary>A class in another, or null when there is one of that name.</summary>
    public TypeBuilder? DefineIn(TypeBuilder outer, string name) =>
        _names.Add($"{outer.FullName}+{name}") ? Add(outer.DefineNestedType(name, TypeAttributes.NestedPublic | TypeAttributes.Class)) : null;

    /// <summary>An enum, whose members have these wire names; null when there is a type of that name.</summary>
    public TypeBuilder? DefineEnum(string name, bool flags, IReadOnlyList<string> members)
    {
        if (!_names.Add(name))
        {
            return null;
        }

        var type = _module.DefineType(name, TypeAttributes.Public | TypeAttributes.Sealed, typeof(Enum));
        type.DefineField("value__", typeof(int), FieldAttributes.Public | FieldAttributes.SpecialName | FieldAttributes.RTSpecialName);
        if (flags)
        {
            type.SetCustomAttribute(new CustomAttributeBuilder(typeof(FlagsAttribute).GetConstructor([])!, []));
        }

        for (var i = 0; i < members.Count; i++)
        {
            var member = type.DefineField($"M{i}", type, FieldAttributes.Public | FieldAttributes.Static | FieldAttributes.Literal);
            member.SetConstant(1 << i);
            member.SetCustomAttribute(Attribute<JsonStringEnumMemberNameAttribute>(members[i]));
        }

        _types.Add(type);
        return type;
    }

    public PropertyBuilder Property(TypeBuilder owner, string name, Type type)
    {
        var property = owner.DefineProperty(name, PropertyAttributes.None, type, null);
        property.SetGetMethod(Accessor(owner, $"get_{name}", type, []));
        property.SetSetMethod(Accessor(owner, $"set_{name}", null, [type]));
        return property;
    }

    /// <summary>A command that takes one field.</summary>
    public void Command(TypeBuilder owner, int index, string name, Type input, string doc)
    {
        var method = owner.DefineMethod($"Command{index}", MethodAttributes.Public, typeof(Socket), [input, typeof(Socket)]);
        method.DefineParameter(1, ParameterAttributes.None, "field");
        method.DefineParameter(2, ParameterAttributes.None, "socket");
        method.SetCustomAttribute(Attribute<CommandAttribute>(name));
        method.GetILGenerator().ThrowException(typeof(NotSupportedException));
        Doc($"M:{owner.FullName}.Command{index}", doc, ("field", doc));
    }

    public static CustomAttributeBuilder Attribute<T>(string argument) => new(typeof(T).GetConstructor([typeof(string)])!, [argument]);

    /// <summary>A comment, as a compiler would write it.</summary>
    public void Doc(string id, string text, params IEnumerable<(string Name, string Text)> parameters) => _docs.Add(
        new XElement("member", new XAttribute("name", id), new XElement("summary", Xml(text)), parameters.Select(static parameter => new XElement("param", new XAttribute("name", parameter.Name), Xml(parameter.Text)))));

    /// <summary>Every class, ready for use.</summary>
    public IReadOnlyDictionary<string, Type> Create()
    {
        _types.ForEach(static type => type.CreateType());
        var path = Path.Combine(_folder.FullName, "Corpus.dll");
        _assembly.Save(path);
        new XDocument(new XElement("doc", new XElement("members", _docs))).Save(Path.ChangeExtension(path, ".xml"));
        return _context.LoadFromAssemblyPath(path).GetTypes().ToDictionary(static type => type.FullName!);
    }

    // What XML has no form for, no compiler writes.
    private static string Xml(string text) => string.Concat(text.Where(XmlConvert.IsXmlChar));

    private TypeBuilder Add(TypeBuilder type)
    {
        type.DefineDefaultConstructor(MethodAttributes.Public);
        _types.Add(type);
        return type;
    }

    private static MethodBuilder Accessor(TypeBuilder owner, string name, Type? result, Type[] parameters)
    {
        var method = owner.DefineMethod(name, MethodAttributes.Public | MethodAttributes.SpecialName | MethodAttributes.HideBySig, CallingConventions.HasThis,
            result, result is null ? [typeof(IsExternalInit)] : null, null, parameters, null, null);
        method.GetILGenerator().ThrowException(typeof(NotSupportedException));
        return method;
    }
}
