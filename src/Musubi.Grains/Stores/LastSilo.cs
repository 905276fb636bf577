namespace Musubi.Grains.Stores;

/// <summary>The stop of a silo that is the last one: its roots have nowhere to move to, so their clients are told at once.</summary>
/// <remarks>Before anything else of the silo stops: when its activations end, gateways in other processes cannot be reached any more, and would find out by their next sync. A root that is in a
/// storage comes back as soon as there is a silo, so nothing is said of it, and its gateway asks until then.</remarks>
internal sealed class LastSilo(StoreServices silo) : ILifecycleParticipant<ISiloLifecycle>
{
    // A gateway that stands still holds no stop up.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(LastSilo), ServiceLifecycleStage.Last, static _ => Task.CompletedTask, StopAsync);

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        if (silo.IsAlone)
        {
            silo.IsEnding = true;
            await silo.Outboxes.BidFarewellAsync().WaitAsync(Patience, silo.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
