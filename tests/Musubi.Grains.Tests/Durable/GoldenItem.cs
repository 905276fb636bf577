namespace Musubi.Grains.Tests.Durable;

/// <summary>What an application keeps.</summary>
[GenerateSerializer, Alias("golden.item")]
public sealed record GoldenItem([property: Id(0)] string Name, [property: Id(1)] int Count, [property: Id(2)] GoldenItem? Inner);
