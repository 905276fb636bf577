using System.Collections.Immutable;

namespace Musubi.Bench.Lists;

/// <summary>What a store with a list renders.</summary>
public sealed record Page(string Title, ImmutableArray<Row> Rows);

/// <summary>One of its rows, of five fields.</summary>
[GenerateSerializer, Immutable, Alias("bench.v1.Row")]
public sealed record Row(int Id, string Name, decimal Price, bool InStock, Status Status);

[GenerateSerializer, Alias("bench.v1.Status")]
public enum Status
{
    Open,
    OnHold,
    Closed,
}
