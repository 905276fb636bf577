using Orleans.Runtime.Services;

namespace Musubi.Grains.Topics;

/// <summary>Reaches the <see cref="ITopicService"/> of every silo.</summary>
internal sealed class TopicServiceClient(IServiceProvider services, ISiloStatusOracle silos, TopicSubscriptions here) : GrainServiceClient<ITopicService>(services)
{
    /// <summary>Hands a message to the subscribed roots of this silo, and sends it to every other active one.</summary>
    /// <remarks>As Phoenix' broadcast: delivered here, on its way to the others. It waits for none of them: one that hangs must not hold up a publisher.</remarks>
    public void Publish(InfoMessage message)
    {
        foreach (var silo in silos.GetApproximateSiloStatuses(onlyActive: true).Keys)
        {
            if (silo.Equals(silos.SiloAddress))
            {
                here.Deliver(message);
            }
            else
            {
                GetGrainService(silo).Deliver(message).AsTask().Ignore();
            }
        }
    }
}
