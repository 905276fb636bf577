using Orleans.Core.Internal;

namespace Musubi.Grains.Tests.Durable;

/// <summary>What roots have in a silo's memory.</summary>
internal static class Activations
{
    /// <summary>Takes it away from one, as a silo does that dies.</summary>
    public static async Task LoseAsync(IClusterClient cluster, IStoreGrain grain)
    {
        if (await cluster.GetGrain<IManagementGrain>(0).GetActivationAddress((IAddressable)grain, TestContext.Current.CancellationToken) is not null)
        {
            await grain.Cast<IGrainManagementExtension>().DeactivateOnIdle();
            await grain.Info(new InfoMessage("nobody hears this", "note"));
        }
    }
}
