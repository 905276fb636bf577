namespace Musubi.Values;

/// <summary>Types that come with .NET: their fields and properties are there for programs, and say little of what a value means.</summary>
internal static class FrameworkTypes
{
    public static bool Has(Type type) => type.Namespace is { } space && (space == "System" || space.StartsWith("System.", StringComparison.Ordinal));
}
