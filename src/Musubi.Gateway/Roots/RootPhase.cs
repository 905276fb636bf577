namespace Musubi.Gateway.Roots;

/// <summary>Where a root is in its life.</summary>
internal enum RootPhase
{
    Mounting,
    Mounted,

    /// <summary>Its client has left; what was sent before still runs.</summary>
    Ending,

    /// <summary>It writes nothing more.</summary>
    Ended,
}
