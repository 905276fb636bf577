using Microsoft.Extensions.DependencyInjection;
using Musubi.Conformance.Host.Stores;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Phoenix;

namespace Musubi.Integration.Tests;

/// <summary>New assigns for one store, from anywhere in the cluster. Source: docs/runtime.md, "Messages from outside".</summary>
public abstract class SendUpdateTests<TServer>(TServer server) : ServerTest<TServer>(server)
    where TServer : TestServer
{
    [Fact]
    public async Task SendUpdate_ToARoot_ReachesItsUpdate()
    {
        await using var client = await Server.ConnectAsync();
        var outside = await OutsideAsync();
        var (root, address) = await MountAsync(client, outside);

        await outside.SendUpdateAsync(new StoreAddress(address, StoreId.Root), AlphaRootStore.RoomId.Is("from outside"));

        Assert.Equal(
            """[{"op":"replace","path":"/room_id","value":"from outside"},{"op":"replace","path":"/child/label","value":"from outside"}]""",
            (await root.PatchAsync())["ops"]!.ToJsonString());
    }

    [Fact]
    public async Task SendUpdate_ToAChild_ReachesItAlone()
    {
        await using var client = await Server.ConnectAsync();
        var outside = await OutsideAsync();
        var (root, address) = await MountAsync(client, outside);

        await outside.SendUpdateAsync(new StoreAddress(address, StoreId.Of("child")), ChildStore.Label.Is("from outside"));

        Assert.Equal("""[{"op":"replace","path":"/child/label","value":"from outside"}]""", (await root.PatchAsync())["ops"]!.ToJsonString());
    }

    [Fact]
    public async Task SendUpdate_ToNobody_IsPassedOver()
    {
        await using var client = await Server.ConnectAsync();
        var outside = await OutsideAsync();
        var (root, address) = await MountAsync(client, outside);

        await outside.SendUpdateAsync(new StoreAddress(address, StoreId.Of("nobody")), ChildStore.Label.Is("x"));
        await outside.SendUpdateAsync(new StoreAddress(new StoreGrainKey(address.Connection, RootId.Parse($"{Modules.Alpha}:gone")), StoreId.Root), AlphaRootStore.RoomId.Is("x"));
        await outside.SendUpdateAsync(new StoreAddress(address, StoreId.Root), AlphaRootStore.RoomId.Is("last"));

        await root.PatchAsync();
        Assert.Equal("last", (string?)root.State["room_id"]);
        await client.HeartbeatAsync();
        Assert.False(client.Has(static _ => true));
    }

    /// <summary>How somebody who is no store reaches the cluster.</summary>
    protected abstract Task<IGrainFactory> OutsideAsync();

    /// <summary>Mounts a root, and finds out what its grain is called. A store would say: it knows its own address.</summary>
    private static async Task<(MountedRoot Root, StoreGrainKey Address)> MountAsync(PhoenixClient client, IGrainFactory grains)
    {
        var id = Guid.NewGuid().ToString("N");
        var root = await MountedRoot.MountAsync(client, Modules.Alpha, id, new { room_id = "at first" });
        var activations = await grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        var key = activations.Select(static activation => activation.GrainId.Key.ToString()!).Single(key => key.EndsWith($":{id}", StringComparison.Ordinal));
        return (root, StoreGrainKey.Parse(key));
    }
}

[Collection(nameof(OneProcess))]
public sealed class SendUpdateCoHostedTests(CoHostedServer server) : SendUpdateTests<CoHostedServer>(server)
{
    /// <inheritdoc/>
    protected override Task<IGrainFactory> OutsideAsync() => Task.FromResult(Server.Services.GetRequiredService<IGrainFactory>());
}

[Collection(nameof(TwoProcesses))]
public sealed class SendUpdateTwoProcessTests(TwoProcessServer server) : SendUpdateTests<TwoProcessServer>(server), IAsyncDisposable
{
    private OrleansClient? _client;

    /// <inheritdoc/>
    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override async Task<IGrainFactory> OutsideAsync() => (_client = await OrleansClient.ConnectAsync(Server, CancellationToken)).Grains;
}
