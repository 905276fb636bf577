using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;

namespace Musubi.Tests.Values;

/// <summary>What counts as a change of an assign.</summary>
public class ValueComparerTests
{
    private static readonly DateTime Noon = new(2026, 2, 3, 12, 0, 0, DateTimeKind.Utc);

    public static TheoryData<string, object, object> Changes => new()
    {
        { "an offset", new DateTimeOffset(2026, 2, 3, 10, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 2, 3, 12, 0, 0, TimeSpan.FromHours(2)) },
        { "a time's kind", Noon, DateTime.SpecifyKind(Noon, DateTimeKind.Unspecified) },
        { "a fragment", new Uri("http://a.example/#one"), new Uri("http://a.example/#two") },
        { "a user", new Uri("http://me@a.example/"), new Uri("http://you@a.example/") },
        { "a host's case", new Uri("http://a.example/"), new Uri("http://A.example/") },
        { "digits", 1.0m, 1.00m },
        { "a sign", 0.0, -0.0 },
        { "an offset in a record", new At(new(2026, 2, 3, 10, 0, 0, TimeSpan.Zero)), new At(new(2026, 2, 3, 12, 0, 0, TimeSpan.FromHours(2))) },
        { "an offset in a list", ImmutableArray.Create(new DateTimeOffset(2026, 2, 3, 10, 0, 0, TimeSpan.Zero)), ImmutableArray.Create(new DateTimeOffset(2026, 2, 3, 12, 0, 0, TimeSpan.FromHours(2))) },
        { "digits in a tuple", (1, 1.0m), (1, 1.00m) },
        { "digits in an async value", AsyncResult.Ok(1.0m), AsyncResult.Ok(1.00m) },
        { "digits that may be missing", new Maybe(1.0m), new Maybe(1.00m) },
        { "digits behind an interface", new Any(1.0m), new Any(1.00m) },
        { "an entity equal by its id", new Entity(1, "old"), new Entity(1, "new") },
        { "an entity that is no record", new Row(1, "old"), new Row(1, "new") },
        { "a key's case", Names("alice"), Names("Alice") },
        { "how keys are found", Names("alice"), ImmutableDictionary<string, int>.Empty.Add("alice", 1) },
        { "JSON's digits", JsonElement.Parse("1.0"), JsonElement.Parse("1.00") },
        { "an element's type", ImmutableList.Create<object>(1), ImmutableList.Create<object>(1L) },
    };

    public static TheoryData<string, object, object> Equals_ => new()
    {
        { "an int", 1, 1 },
        { "text", "a", new string('a', 1) },
        { "a record", new At(DateTimeOffset.UnixEpoch), new At(DateTimeOffset.UnixEpoch) },
        { "a tuple", (1, "a"), (1, "a") },
        { "an array of equal content", ImmutableArray.Create(1, 2), ImmutableArray.Create(1, 2) },
        { "a list of equal content", ImmutableList.Create(new Row(1, "a")), ImmutableList.Create(new Row(1, "a")) },
        { "a map of equal content", Names("alice"), Names("alice") },
        { "a frozen set", new[] { 1, 2 }.ToFrozenSet(), new[] { 1, 2 }.ToFrozenSet() },
        { "an async value", AsyncResult.Ok(new Entity(1, "a")), AsyncResult.Ok(new Entity(1, "a")) },
        { "a failure", AsyncResult.Ok(1).Fail(AsyncReason.Timeout), AsyncResult.Ok(1).Fail(AsyncReason.Exit("timeout")) },
        { "JSON", JsonElement.Parse("""{"a":1}"""), JsonElement.Parse("""{"a":1}""") },
        { "a store's id", StoreId.Of("a"), StoreId.Of("a") },
        { "a record that holds its kind", new Node("a", [new Node("b", [])]), new Node("a", [new Node("b", [])]) },
        { "a version", new Version(1, 2), new Version(1, 2) },
        { "a read-only list", new Listed([1, 2]), new Listed([1, 2]) },
    };

    public static TheoryData<string, object> Mutable => new()
    {
        { "a list", new List<int> { 1 } },
        { "an array", new[] { 1 } },
        { "a record with a list", new Listed(new List<int> { 1 }) },
        { "a record with a setter", new Settable { Name = "a" } },
        { "a list of lists", ImmutableArray.Create(new List<int>()) },
        { "a list behind object", new Any(new List<int>()) },
        { "a derived record with a setter", new Any(new SettableChild(DateTimeOffset.UnixEpoch)) },
    };

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public void Assign_WhatEqualsDoesNotSee_IsAChange(string what, object before, object after)
    {
        Assert.True(Changed(before, after), what);
        Assert.True(Changed(after, before), what);
        Assert.False(Changed(before, before), what);
    }

    [Theory]
    [MemberData(nameof(Equals_), DisableDiscoveryEnumeration = true)]
    public void Assign_SameValue_MarksNothing(string what, object before, object after) => Assert.False(Changed(before, after), what);

    [Theory]
    [MemberData(nameof(Mutable), DisableDiscoveryEnumeration = true)]
    public void Assign_WhatMayHaveChangedInside_IsAChange(string what, object value) => Assert.True(Changed(value, value), what);

    [Fact]
    public void Update_ListChangedInPlace_IsAChange()
    {
        var key = new Key<List<int>>("list");
        var socket = new Socket().Assign(key, [1]).ResetChanged();

        Assert.True(socket.Update(key, static list =>
        {
            list.Add(2);
            return list;
        }).AnyChanged());
    }

    private static bool Changed(object before, object after) => new Socket().Assign("key", before).ResetChanged().Assign("key", after).Changed("key");

    private static ImmutableDictionary<string, int> Names(string name) => ImmutableDictionary.Create<string, int>(StringComparer.OrdinalIgnoreCase).Add(name, 1);

    private record At(DateTimeOffset Time);

    private sealed record SettableChild(DateTimeOffset Time) : At(Time)
    {
        public string? Name { get; set; }
    }

    private sealed record Maybe(decimal? Amount);

    private sealed record Any(object Value);

    private sealed record Listed(IReadOnlyList<int> Items);

    private sealed record Node(string Name, ImmutableArray<Node> Nodes);

    private sealed record Entity(int Id, string Name)
    {
        public bool Equals(Entity? other) => other is not null && other.Id == Id;

        public override int GetHashCode() => Id;
    }

    private sealed class Row(int id, string name)
    {
        public int Id { get; } = id;

        public string Name { get; } = name;

        public override bool Equals(object? obj) => obj is Row other && other.Id == Id;

        public override int GetHashCode() => Id;
    }

    private sealed record Settable
    {
        public string? Name { get; set; }
    }
}
