using System.Collections.Frozen;

namespace Musubi.Diagnostics;

/// <summary>A closed set as it stands in tags: each member's name in snake_case.</summary>
internal static class TagValue<TEnum>
    where TEnum : struct, Enum
{
    private static readonly FrozenDictionary<TEnum, string> Names =
        Enum.GetValues<TEnum>().ToFrozenDictionary(static value => value, static value => WireJson.Naming.ConvertName(value.ToString()));

    public static string Of(TEnum value) => Names[value];
}
