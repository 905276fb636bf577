using System.Collections.Immutable;
using System.Reflection;

namespace Musubi.Grains.Documents;

/// <summary>What a type is on the wire, for those who describe values rather than write them.</summary>
internal abstract record WireStructure
{
    private WireStructure()
    {
    }

    /// <summary>A value whose type says nothing about its form.</summary>
    internal sealed record Anything : WireStructure;

    internal sealed record Truth : WireStructure;

    internal sealed record Number : WireStructure;

    internal sealed record Text : WireStructure;

    /// <summary>A number, or the name of one that is none, such as <c>NaN</c>.</summary>
    internal sealed record NumberOrText : WireStructure;

    /// <summary>One of these texts.</summary>
    internal sealed record Choice(ImmutableArray<string> Names) : WireStructure;

    internal sealed record Nullable(WireType Inner) : WireStructure;

    internal sealed record List(WireType Item) : WireStructure;

    internal sealed record Map(WireType Value) : WireStructure;

    /// <summary>An object.</summary>
    /// <param name="Tag">Tells it from the other cases of a polymorphic type; null when it is none.</param>
    /// <param name="Properties">In the order they are written.</param>
    /// <param name="Cases">The types that may stand in its place.</param>
    internal sealed record Record(TypeTag? Tag, ImmutableArray<Member> Properties, ImmutableArray<WireType> Cases) : WireStructure;

    /// <summary>A value of one of several types.</summary>
    internal sealed record OneOf(ImmutableArray<WireType> Cases) : WireStructure;

    /// <summary>A child store; <paramref name="Store"/> is null when it may be any.</summary>
    internal sealed record Place(Type? Store) : WireStructure;

    internal sealed record Items(WireType Item) : WireStructure;

    internal sealed record Pending(WireType Result) : WireStructure;

    /// <summary>A property of an object.</summary>
    /// <param name="Name">Its wire name.</param>
    /// <param name="Type">Its type.</param>
    /// <param name="Property">Where it is declared.</param>
    /// <param name="Optional">Whether it is left out where it is null, or its type's default.</param>
    internal sealed record Member(string Name, WireType Type, PropertyInfo Property, bool Optional);
}
