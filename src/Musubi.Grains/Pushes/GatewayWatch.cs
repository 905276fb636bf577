namespace Musubi.Grains.Pushes;

/// <summary>Hears of silos that died, and with them of the gateways that were part of them.</summary>
internal sealed class GatewayWatch(PushOutboxes outboxes, ISiloStatusOracle silos) : ILifecycleParticipant<ISiloLifecycle>, ISiloStatusListener
{
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe<GatewayWatch>(
        ServiceLifecycleStage.ApplicationServices,
        _ =>
        {
            silos.SubscribeToSiloStatusEvents(this);
            return Task.CompletedTask;
        },
        _ =>
        {
            silos.UnSubscribeFromSiloStatusEvents(this);
            return Task.CompletedTask;
        });

    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        if (status == SiloStatus.Dead)
        {
            outboxes.Lose(updatedSilo);
        }
    }
}
