using System.Runtime.CompilerServices;

namespace Musubi.Values;

/// <summary>The lists that the C# compiler makes of a collection expression whose target is <see cref="IReadOnlyList{T}"/> or an interface below it.</summary>
/// <remarks>Their types are the compiler's own, one set in each assembly, and nobody can change what is in them.</remarks>
internal static class HiddenList
{
    private const string Prefix = "<>z__ReadOnly";

    /// <summary>What such a list is one of; null for any other type.</summary>
    public static Type? ItemOf(Type type) =>
        type.IsGenericType && type.Name.StartsWith(Prefix, StringComparison.Ordinal) && type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
            ? type.GenericTypeArguments[0]
            : null;
}
