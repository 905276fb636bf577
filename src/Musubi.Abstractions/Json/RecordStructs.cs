using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Musubi.Json;

/// <summary>Makes a positional <c>record struct</c> be read as a record is: what has no default must be there, and what is left out has its default.</summary>
/// <remarks>System.Text.Json makes structs without their constructor, so that all of their properties may be missing and have zeros then.</remarks>
internal static class RecordStructs
{
    public static void ReadAsRecords(JsonTypeInfo contract)
    {
        if (!contract.Type.IsValueType || ConstructorOf(contract.Type) is not { } constructor)
        {
            return;
        }

        var parameters = constructor.GetParameters();
        foreach (var property in contract.Properties)
        {
            if (property.Set is not null && Array.Find(parameters, parameter => parameter.Name == (property.AttributeProvider as MemberInfo)?.Name) is { HasDefaultValue: false })
            {
                property.IsRequired = true;
            }
        }

        if (Array.Exists(parameters, static parameter => parameter.HasDefaultValue))
        {
            var values = parameters.Select(static parameter => parameter.HasDefaultValue ? Defaults.Of(parameter) : null).ToArray();
            contract.CreateObject = () => constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, values, null);
        }
    }

    // The compiler gives a positional record a Deconstruct with its parameters, which nothing else marks on a struct.
    private static ConstructorInfo? ConstructorOf(Type type)
    {
        var deconstruct = type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Where(static method => method.Name == "Deconstruct" && method.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute)))
            .Select(static method => method.GetParameters()).ToArray();
        return Array.Exists(type.GetConstructors(), static constructor => constructor.IsDefined(typeof(JsonConstructorAttribute)))
            ? null
            : Array.Find(type.GetConstructors(), constructor => Array.Exists(deconstruct, parts =>
                constructor.GetParameters().Select(static parameter => (parameter.Name, parameter.ParameterType))
                    .SequenceEqual(parts.Select(static part => (part.Name, part.ParameterType.GetElementType()!)))));
    }
}
