using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Musubi.Inspector.Roots;

/// <inheritdoc cref="IInspectorService"/>
/// <remarks>Reentrant, so that a root that does not let itself be looked at holds up nobody but who asked.</remarks>
[Reentrant]
internal sealed class InspectorService(GrainId id, Silo silo, ILoggerFactory loggers, LocalRoots roots, RootDescriber describer)
    : GrainService(id, silo, loggers), IInspectorService
{
    public ValueTask<SiloRoots> List(RootQuery query) => new(roots.List(query));

    public async ValueTask<RootView?> Look(string key) =>
        roots.Find(key) is { } root ? await describer.DescribeAsync(root, roots.LineOf(root)) : null;

    public async ValueTask<bool> Unmount(string key)
    {
        if (roots.Find(key) is not { } root)
        {
            return false;
        }

        await root.UnmountAsync();
        return true;
    }
}
