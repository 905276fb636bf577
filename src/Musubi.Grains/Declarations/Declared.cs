using System.Collections.Immutable;
using System.Reflection;
using Musubi.Grains.Documents;

namespace Musubi.Grains.Declarations;

/// <summary>Reads what a store declares in static readonly fields: streams, events, uploads.</summary>
internal static class Declared
{
    /// <summary>What a store declares; without what is declared wrongly, which is among the problems then: two of one name, or a reserved one.</summary>
    public static ImmutableArray<T> In<T>(Type store, string what, Func<T, string> name, Problems problems)
        where T : class
    {
        var declarations = ImmutableArray.CreateBuilder<T>();
        foreach (var field in store.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy).Where(static field => typeof(T).IsAssignableFrom(field.FieldType)))
        {
            if (field.GetValue(null) is T found)
            {
                declarations.Add(found);
            }
            else
            {
                problems.Add($"{store} declares a {what} in the field '{field.Name}', which is null. Expected it to be static, readonly and initialized.");
            }
        }

        var declared = declarations.DrainToImmutable();
        foreach (var reserved in declared.Where(item => ReservedNames.IsReserved(name(item))))
        {
            problems.Add($"{store} declares the {what} '{name(reserved)}'. Expected a name that does not begin with {ReservedNames.Prefix}, which is reserved.");
        }

        foreach (var doubled in declared.GroupBy(name, StringComparer.Ordinal).Where(static group => group.Count() > 1))
        {
            problems.Add($"{store} declares two {what}s named '{doubled.Key}'. Expected names that differ.");
        }

        return declared;
    }
}
