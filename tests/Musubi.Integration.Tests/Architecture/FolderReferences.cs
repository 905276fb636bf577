using System.Collections.Frozen;
using System.Reflection;
using System.Reflection.Emit;

namespace Musubi.Integration.Tests.Architecture;

/// <summary>Which folders of an assembly use which others: by signatures, fields, base types and the bodies of methods.</summary>
/// <remarks>A folder is a namespace below the assembly's own. Constants leave no trace in an assembly, and are not seen.</remarks>
internal sealed class FolderReferences
{
    private const BindingFlags Declared =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly FrozenDictionary<int, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(static field => (OpCode)field.GetValue(null)!)
        .ToFrozenDictionary(static code => code.Value & 0xFFFF);

    private readonly Assembly _assembly;
    private readonly string _room;
    private readonly Dictionary<(string From, string To), string> _found = [];

    private FolderReferences(Assembly assembly) => (_assembly, _room) = (assembly, assembly.GetName().Name!);

    /// <summary>The references between two folders, each with a type that makes it.</summary>
    public static IReadOnlyDictionary<(string From, string To), string> In(Assembly assembly)
    {
        var references = new FolderReferences(assembly);
        foreach (var type in assembly.GetTypes())
        {
            references.Read(type);
        }

        return references._found;
    }

    private void Read(Type type)
    {
        if (FolderOf(type) is not { } from)
        {
            return;
        }

        Add(from, type, [type.BaseType, .. type.GetInterfaces(), .. type.GetFields(Declared).Select(static field => field.FieldType)]);
        Add(from, type, type.GetGenericArguments().SelectMany(static argument => argument.GetGenericParameterConstraints()));
        foreach (var method in type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)))
        {
            Add(from, type, SignatureOf(method));
            if (method.GetMethodBody() is { } body)
            {
                Add(from, type, body.LocalVariables.Select(static local => local.LocalType));
                Add(from, type, MembersIn(method, body).SelectMany(TypesOf));
            }
        }
    }

    private void Add(string from, Type user, IEnumerable<Type?> used)
    {
        foreach (var to in used.SelectMany(Parts).Select(FolderOf))
        {
            if (to is not null && to != from)
            {
                _found.TryAdd((from, to), user.ToString());
            }
        }
    }

    // Null for what is not written in a folder of this assembly: other assemblies' types, and generated ones.
    private string? FolderOf(Type type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        if (type.Assembly != _assembly || type.Namespace is not { } name || !(name + ".").StartsWith(_room + ".", StringComparison.Ordinal))
        {
            return null;
        }

        return name.Length == _room.Length ? "" : name[(_room.Length + 1)..].Split('.')[0];
    }

    private static IEnumerable<Type> Parts(Type? type)
    {
        if (type is null || type.IsGenericParameter)
        {
            return [];
        }

        if (type.HasElementType)
        {
            return Parts(type.GetElementType());
        }

        return type.IsGenericType && !type.IsGenericTypeDefinition
            ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition())
            : [type];
    }

    private static IEnumerable<Type?> TypesOf(MemberInfo member) => member switch
    {
        Type type => [type],
        FieldInfo field => [field.DeclaringType, field.FieldType],
        MethodBase method => [method.DeclaringType, .. SignatureOf(method), .. method.IsGenericMethod ? method.GetGenericArguments() : []],
        _ => [],
    };

    private static IEnumerable<Type?> SignatureOf(MethodBase method) =>
        method.GetParameters().Select(static parameter => parameter.ParameterType).Append((method as MethodInfo)?.ReturnType);

    private static IEnumerable<MemberInfo> MembersIn(MethodBase method, MethodBody body)
    {
        var il = body.GetILAsByteArray()!;
        var ofType = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < il.Length;)
        {
            const byte twoBytes = 0xFE;
            var value = il[at] == twoBytes ? (twoBytes << 8) | il[at + 1] : il[at];
            at += il[at] == twoBytes ? 2 : 1;
            var operand = OpCodesByValue[value].OperandType;
            if (operand is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                yield return method.Module.ResolveMember(BitConverter.ToInt32(il, at), ofType, ofMethod)!;
            }

            at += SizeOf(operand, il, at);
        }
    }

    private static int SizeOf(OperandType operand, byte[] il, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
        _ => 4,
    };
}
