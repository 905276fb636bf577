namespace Musubi;

/// <summary>A message from outside on its way to a root.</summary>
/// <param name="Topic">The topic it was published to.</param>
/// <param name="Body">The message: immutable data that Orleans can serialize.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.InfoMessage")]
public sealed record InfoMessage([property: Id(0)] string Topic, [property: Id(1)] object Body);
