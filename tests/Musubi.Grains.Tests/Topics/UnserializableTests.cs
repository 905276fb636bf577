using System.Collections.Immutable;
using Musubi.Grains.Tests.Stores;

namespace Musubi.Grains.Tests.Topics;

/// <summary>What cannot be serialized is refused where it is sent, in words that say what to do.</summary>
public sealed class UnserializableTests(StoreGrainTests.Cluster cluster) : IClassFixture<StoreGrainTests.Cluster>
{
    public static TheoryData<object, bool> Messages => new MatrixTheoryData<object, bool>(
        [new Plain(1), new MarkedImmutable(1), new Holding(new Plain(1)), new ImmutableHolding(new Plain(1)), new[] { new Plain(1) }, ImmutableArray.Create(new Plain(1)), (Action)(static () => { })],
        [true, false]);

    [Theory]
    [MemberData(nameof(Messages), DisableDiscoveryEnumeration = true)]
    public async Task Publish_WhatCannotBeSerialized_IsAnErrorThatNamesTypeAndCure(object message, bool byClient)
    {
        var grains = byClient ? cluster.Client : cluster.Grains;

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => grains.PublishAsync("topic", message).AsTask());

        Assert.Contains(message.GetType().ToString(), error.Message, StringComparison.Ordinal);
        Assert.EndsWith("Expected plain data, or a type with [GenerateSerializer] and with [Id(n)] on what it holds.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SendUpdate_WhatCannotBeSerialized_IsAnErrorThatNamesKeyTypeAndCure(bool byClient)
    {
        var grains = byClient ? cluster.Client : cluster.Grains;
        var address = new StoreAddress(new StoreGrainKey("connection", new RootId("Counter", "1")), StoreId.Root);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => grains.SendUpdateAsync(address, new("fine", 1), new("bad", new Plain(1))).AsTask());

        Assert.Contains($"'bad', a {typeof(Plain)}", error.Message, StringComparison.Ordinal);
        Assert.Contains("[GenerateSerializer]", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Publish_WhatCanBe_IsPublished(bool byClient)
    {
        var grains = byClient ? cluster.Client : cluster.Grains;

        await grains.PublishAsync("topic", new Added(1));
        await grains.PublishAsync("topic", "text");
        await grains.PublishAsync("topic", DayOfWeek.Friday);
        await grains.PublishAsync("topic", ImmutableArray.Create(1, 2));
    }

    internal sealed record Plain(int Value);

    [Immutable]
    private sealed record MarkedImmutable(int Value);

    [GenerateSerializer]
    internal sealed record Holding([property: Id(0)] object Held);

    [GenerateSerializer, Immutable]
    internal sealed record ImmutableHolding([property: Id(0)] Plain Held);
}
