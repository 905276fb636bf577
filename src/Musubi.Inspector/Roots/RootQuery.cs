namespace Musubi.Inspector.Roots;

/// <summary>Which roots somebody wants to see.</summary>
/// <param name="Text">A part of a user's id, of the root's module and id, or of the connection, in any case; empty for all roots.</param>
/// <param name="After">The key after which to begin; null for the beginning.</param>
/// <param name="Limit">How many at most.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.inspector.RootQuery")]
internal sealed record RootQuery([property: Id(0)] string Text, [property: Id(1)] string? After, [property: Id(2)] int Limit)
{
    /// <summary>Names the type alone: calls that fail are logged with their arguments, and the text may say who a user is.</summary>
    public override string ToString() => nameof(RootQuery);
}
