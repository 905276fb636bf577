using System.Reflection;
using System.Text;
using Musubi.Grains.Stores;
using Musubi.Serialization;

namespace Musubi.Grains.Tests.Durable;

/// <summary>Which types of Musubi a storage holds, by the names and numbers under which they are found there.</summary>
internal static class DurableTypes
{
    // Those that stand behind `object`: what sockets keep in private, the answers of calls, and what assigns of this library's own hold.
    private static readonly Type[] BehindObject =
    [
        typeof(AsyncTable), typeof(StreamTable), typeof(UploadTable), typeof(Hook), typeof(AsyncResult<>),
        typeof(CommandAnswer), typeof(AllowUploadAnswer), typeof(UploadAnswer), typeof(InfoMessage), typeof(JsonSurrogate),
    ];

    /// <summary>One line for each type and each member.</summary>
    public static string Describe()
    {
        var types = new SortedDictionary<string, Type>(StringComparer.Ordinal);
        foreach (var type in (Type[])[typeof(MovedMount), typeof(MountRecord), .. BehindObject])
        {
            Add(type, types);
        }

        var text = new StringBuilder();
        foreach (var (name, type) in types)
        {
            text.Append(name).Append('\n');
            foreach (var line in type.IsEnum ? NumbersOf(type) : MembersOf(type))
            {
                text.Append("  ").Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    private static void Add(Type type, SortedDictionary<string, Type> types)
    {
        foreach (var part in type.IsGenericType ? type.GenericTypeArguments : type.HasElementType ? [type.GetElementType()!] : [])
        {
            Add(part, types);
        }

        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        var isOwn = definition.Assembly == typeof(Store).Assembly || definition.Assembly == typeof(MovedMount).Assembly;
        if (!isOwn || definition.IsInterface || definition.IsGenericParameter || !types.TryAdd(NameOf(definition), definition))
        {
            return;
        }

        foreach (var member in Members(definition))
        {
            Add(member.Type, types);
        }

        if (definition.BaseType is { } parent)
        {
            Add(parent, types);
        }
    }

    private static IEnumerable<string> NumbersOf(Type type) => Enum.GetValues(type).Cast<object>().Select(value => $"{Convert.ToInt64(value)}: {value}");

    private static IEnumerable<string> MembersOf(Type type) => Members(type).OrderBy(static member => member.Id).Select(static member => $"{member.Id}: {NameOf(member.Type)}");

    private static IEnumerable<(uint Id, Type Type)> Members(Type type)
    {
        const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        return type.GetProperties(Own).Where(static property => property.IsDefined(typeof(IdAttribute))).Select(static property => (property.GetCustomAttribute<IdAttribute>()!.Id, property.PropertyType))
            .Concat(type.GetFields(Own).Where(static field => field.IsDefined(typeof(IdAttribute))).Select(static field => (field.GetCustomAttribute<IdAttribute>()!.Id, field.FieldType)));
    }

    private static string NameOf(Type type)
    {
        if (type.IsArray)
        {
            return $"{NameOf(type.GetElementType()!)}[]";
        }

        if (type.IsGenericType && !type.IsGenericTypeDefinition)
        {
            return $"{NameOf(type.GetGenericTypeDefinition())}<{string.Join(", ", type.GenericTypeArguments.Select(NameOf))}>";
        }

        return type.GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias ?? type.FullName ?? type.Name;
    }
}
