using Orleans.Runtime.Services;

namespace Musubi.Inspector.Roots;

/// <summary>Reaches the <see cref="IInspectorService"/> of a silo.</summary>
internal sealed class InspectorServiceClient(IServiceProvider services) : GrainServiceClient<IInspectorService>(services)
{
    public IInspectorService On(SiloAddress silo) => GetGrainService(silo);
}
