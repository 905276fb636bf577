using Orleans.Runtime.Services;

namespace Musubi.Grains.Topics;

/// <summary>Reaches the <see cref="ITopicService"/> of every silo.</summary>
internal sealed class TopicServiceClient(IServiceProvider services, ISiloStatusOracle silos) : GrainServiceClient<ITopicService>(services)
{
    /// <summary>Sends a message to every active silo, without waiting for any: one that hangs must not hold up a publisher.</summary>
    public void Publish(InfoMessage message)
    {
        foreach (var silo in silos.GetApproximateSiloStatuses(onlyActive: true).Keys)
        {
            GetGrainService(silo).Deliver(message).AsTask().Ignore();
        }
    }
}
