namespace Musubi.Protocol;

/// <summary>How a mount ended.</summary>
[GenerateSerializer, Alias("musubi.v1.MountOutcome")]
public enum MountOutcome
{
    /// <summary>The root is mounted; the answer carries the first patch.</summary>
    Mounted,

    /// <summary>The silo knows no root store by that module.</summary>
    UnknownRoot,

    /// <summary>The store threw while mounting or rendering; the silo's log says what.</summary>
    Crashed,

    /// <summary>A newer mount of the same root has been here, so this one was overtaken on its way. Nothing has changed.</summary>
    Superseded,
}
