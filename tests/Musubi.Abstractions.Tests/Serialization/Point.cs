namespace Musubi.Tests.Serialization;

/// <summary>An application's own value, as it would be assigned or published.</summary>
[GenerateSerializer, Immutable, Alias("musubi.tests.Point")]
public sealed record Point([property: Id(0)] int X, [property: Id(1)] int Y);
