using System.Globalization;
using System.Reflection;

namespace Musubi.Json;

/// <summary>The defaults of parameters.</summary>
internal static class Defaults
{
    /// <summary>A parameter's default as a value of its type; null for that type's own default.</summary>
    /// <remarks>What the compiler writes down of a default is of a type that has constants: an enum's number, say.</remarks>
    public static object? Of(ParameterInfo parameter)
    {
        if (!parameter.HasDefaultValue || parameter.DefaultValue is not { } value)
        {
            return null;
        }

        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return type.IsInstanceOfType(value) ? value
            : type.IsEnum ? Enum.ToObject(type, value)
            : Convert.ChangeType(value, type, CultureInfo.InvariantCulture);
    }
}
