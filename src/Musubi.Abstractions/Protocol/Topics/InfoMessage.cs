namespace Musubi.Protocol;

/// <summary>A message from outside on its way to a root.</summary>
/// <param name="Topic">The topic it was published to.</param>
/// <param name="Body">The message: data that Orleans can serialize. Every root gets a copy, or the same object if its type is marked immutable.</param>
[GenerateSerializer, Alias("musubi.v1.InfoMessage")]
public sealed record InfoMessage([property: Id(0)] string Topic, [property: Id(1)] object Body)
{
    /// <summary>Names the topic alone: the body is the application's, and calls that fail are logged with their arguments.</summary>
    public override string ToString() => $"{nameof(InfoMessage)} on '{Topic}'";
}
