using System.Text.Json;

namespace Musubi.Inspector.Tests.Pages;

/// <summary>One mounted basket, as its gateway has it.</summary>
internal sealed class Basket(IGrainFactory grains, string connection, string id, long mountId)
{
    private long _number;

    public string Connection => connection;

    public long MountId => mountId;

    public string Key { get; } = new StoreGrainKey(connection, new RootId("Basket", id)).ToString();

    public IStoreGrain Grain => grains.GetGrain<IStoreGrain>(Key);

    public Task<CommandAnswer> CommandAsync(string name, object? payload = null) =>
        Grain.Command(new CommandRequest(mountId, 1, StoreId.Root, name, JsonSerializer.SerializeToUtf8Bytes(payload ?? new object()), ++_number)).AsTask();
}
