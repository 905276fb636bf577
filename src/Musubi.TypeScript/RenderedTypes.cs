using System.Reflection;
using Musubi.Grains.Documents;

namespace Musubi.TypeScript;

/// <summary>Types of what stores send: states, replies, events, stream items.</summary>
internal sealed class RenderedTypes(TypeNames names, XmlDocs docs)
{
    private readonly NullabilityInfoContext _nullability = new();

    /// <summary>A type where a null cannot stand.</summary>
    public string NotNull(WireType type, NullabilityInfo? info = null) => type.Structure switch
    {
        WireStructure.Truth => "boolean",
        WireStructure.Number => "number",
        WireStructure.NumberOrText => "number | string",
        WireStructure.Text => "string",
        WireStructure.Choice choice => Names.Union(choice.Names.Select(Names.Quote)),
        WireStructure.Nullable nullable => $"{NotNull(nullable.Inner, info)} | null",
        WireStructure.List list => Names.Array(Argument(list.Item, info)),
        WireStructure.Map map => Reference.Map(Argument(map.Value, info)),
        WireStructure.Record { Cases.IsEmpty: true } => Named(type),
        WireStructure.Record record => Names.Union(record.Cases.Select(other => NotNull(other)).Prepend(Named(type))),
        WireStructure.OneOf union => Names.Union(union.Cases.Select(other => NotNull(other))),
        WireStructure.Place { Store: { } store } => $"{Reference.Own("StoreField")}<{Names.Quote(StoreNameAttribute.Of(store))}>",
        WireStructure.Place => $"{Reference.Own("StoreField")}<keyof {Reference.Own("Stores")}>",
        WireStructure.Items stream => $"{Reference.Own("StreamField")}<{Argument(stream.Item, info)}>",
        WireStructure.Pending pending => $"{Reference.Own("AsyncField")}<{Argument(pending.Result, info)}>",
        _ => "unknown",
    };

    /// <summary>The properties of a record, with their comments.</summary>
    public IEnumerable<string> Members(Type type)
    {
        var record = (WireStructure.Record)WireType.For(type).Structure;
        if (record.Tag is { } tag)
        {
            yield return $"{Names.Property(tag.Name)}: {(tag.Value is string text ? Names.Quote(text) : tag.Value)};";
        }

        foreach (var member in record.Properties)
        {
            foreach (var line in XmlDocs.Comment(docs.Of(member.Property)))
            {
                yield return line;
            }

            var nullability = _nullability.Create(member.Property);
            yield return member.Optional
                ? $"{Names.Property(member.Name)}?: {Present(member.Type, nullability)};"
                : $"{Names.Property(member.Name)}: {Of(member.Type, nullability)};";
        }
    }

    // What is left out where it is null never is null.
    private string Present(WireType type, NullabilityInfo info) => NotNull(type.Structure is WireStructure.Nullable nullable ? nullable.Inner : type, info);

    private string Of(WireType type, NullabilityInfo? info)
    {
        var core = NotNull(type, info);
        return core == "unknown" || type.ValueType.IsValueType || info is { ReadState: NullabilityState.NotNull } ? core : $"{core} | null";
    }

    // Of a list that is generic in something else than its items, nothing says whether these may be null.
    private string Argument(WireType item, NullabilityInfo? info) =>
        Of(item, info is null ? null : info.ElementType ?? info.GenericTypeArguments.LastOrDefault(argument => argument.Type == item.ValueType));

    private string Named(WireType type) => names.Of(type.ValueType, "", () => XmlDocs.Comment(docs.Of(type.ValueType)), () => Members(type.ValueType));
}
