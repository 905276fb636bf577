using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Musubi.TypeScript.Tests.Corpus;

/// <summary>Types of any name, also of those that no C# source can have.</summary>
internal sealed class EmittedTypes
{
    private readonly ModuleBuilder _module = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Corpus"), AssemblyBuilderAccess.Run).DefineDynamicModule("Corpus");
    private readonly HashSet<string> _names = [];
    private readonly List<TypeBuilder> _types = [];

    /// <summary>A class, or null when there is one of that name.</summary>
    public TypeBuilder? Define(string name, bool generic)
    {
        var full = generic ? $"{name}`1" : name;
        if (!_names.Add(full))
        {
            return null;
        }

        var type = _module.DefineType(full, TypeAttributes.Public | TypeAttributes.Class);
        if (generic)
        {
            type.DefineGenericParameters("T");
        }

        type.DefineDefaultConstructor(MethodAttributes.Public);
        _types.Add(type);
        return type;
    }

    /// <summary>A class in another, or null when there is one of that name.</summary>
    public TypeBuilder? DefineIn(TypeBuilder outer, string name)
    {
        if (!_names.Add($"{outer.FullName}+{name}"))
        {
            return null;
        }

        var type = outer.DefineNestedType(name, TypeAttributes.NestedPublic | TypeAttributes.Class);
        type.DefineDefaultConstructor(MethodAttributes.Public);
        _types.Add(type);
        return type;
    }

    public static void Property(TypeBuilder owner, string name, Type type)
    {
        var property = owner.DefineProperty(name, PropertyAttributes.None, type, null);
        property.SetGetMethod(Accessor(owner, $"get_{name}", type, []));
        property.SetSetMethod(Accessor(owner, $"set_{name}", null, [type]));
    }

    /// <summary>Every class, ready for use.</summary>
    public IReadOnlyDictionary<string, Type> Create() => _types.Select(static type => type.CreateType()).ToDictionary(static type => type.FullName!);

    private static MethodBuilder Accessor(TypeBuilder owner, string name, Type? result, Type[] parameters)
    {
        var method = owner.DefineMethod(name, MethodAttributes.Public | MethodAttributes.SpecialName | MethodAttributes.HideBySig, CallingConventions.HasThis,
            result, result is null ? [typeof(IsExternalInit)] : null, null, parameters, null, null);
        method.GetILGenerator().ThrowException(typeof(NotSupportedException));
        return method;
    }
}
