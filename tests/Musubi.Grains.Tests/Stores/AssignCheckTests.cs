using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Musubi.Grains.Nodes;
using Musubi.Grains.Services;
using Musubi.Grains.Stores;
using Musubi.Grains.Tests.Trees;
using Orleans.Serialization;

namespace Musubi.Grains.Tests.Stores;

public sealed class AssignCheckTests : IDisposable
{
    private static readonly StoreDefinition Store = StoreDefinition.Create(new ListStore(), CallbackServices.None);

    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().AddMusubiSerialization().BuildServiceProvider();
    private readonly AssignCheck _check;

    public AssignCheckTests() => _check = new AssignCheck(_services.GetRequiredService<Serializer>());

    public static TheoryData<object> Savable => new() { 1, "text", DateTimeOffset.UnixEpoch, ImmutableArray.Create("a"), new Added(1), new Socket() };

    public static TheoryData<object> Unsavable => new() { (Action)(static () => { }), new Plain(1), ImmutableArray.Create(new Plain(1)), new MemoryStream() };

    [Theory]
    [MemberData(nameof(Savable), DisableDiscoveryEnumeration = true)]
    public void Check_PlainData_Passes(object value) => _check.Check(Store, new Socket().Assign("key", value), all: false);

    [Theory]
    [MemberData(nameof(Unsavable), DisableDiscoveryEnumeration = true)]
    public void Check_WhatCannotBeSerialized_IsAnErrorThatNamesKeyAndType(object value)
    {
        var socket = new Socket().Assign("fine", 1).Assign("bad_key", value);

        var error = Assert.Throws<InvalidOperationException>(() => _check.Check(Store, socket, all: false));

        Assert.Contains("'bad_key'", error.Message, StringComparison.Ordinal);
        Assert.Contains(value.GetType().ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains("[GenerateSerializer]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_UnchangedAssign_IsLookedAtOnlyWhenAllAre()
    {
        var socket = new Socket().Assign("bad_key", new Plain(1)).ResetChanged();

        _check.Check(Store, socket, all: false);
        Assert.Throws<InvalidOperationException>(() => _check.Check(Store, socket, all: true));
    }

    [Fact]
    public void Check_AsyncValue_IsLookedAtForItsResult()
    {
        var loading = AsyncResult.Loading<Plain>();
        _check.Check(Store, new Socket().Assign("profile", loading), all: false);
        _check.Check(Store, new Socket().Assign("profile", AsyncResult.Ok(new Added(1))), all: false);

        var error = Assert.Throws<InvalidOperationException>(() => _check.Check(Store, new Socket().Assign("profile", AsyncResult.Ok(new Plain(1))), all: false));

        Assert.Contains($"'profile' a {typeof(Plain)}", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _services.Dispose();

    private sealed record Plain(int Value);
}
