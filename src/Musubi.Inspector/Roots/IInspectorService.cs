using Orleans.Services;

namespace Musubi.Inspector.Roots;

/// <summary>The part of the inspector that every silo runs: it knows the roots that are there.</summary>
[Alias("musubi.v1.IInspectorService"), GrainInterfaceType("Musubi.IInspectorService")]
internal interface IInspectorService : IGrainService
{
    /// <summary>Lists this silo's roots.</summary>
    [Alias("List")]
    ValueTask<SiloRoots> List(RootQuery query);

    /// <summary>Looks at one root, and watches it for the next minute; null when it is not here.</summary>
    [Alias("Look")]
    ValueTask<RootView?> Look(string key);

    /// <summary>Unmounts one root. Completes when it has ended.</summary>
    /// <returns>Whether it was here.</returns>
    [Alias("Unmount")]
    ValueTask<bool> Unmount(string key);
}
