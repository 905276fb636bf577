namespace Musubi.Gateway.Diagnostics;

/// <summary>How a root answered what a client asked of it.</summary>
internal enum ExchangeOutcome
{
    /// <summary>The command ran, or the root is mounted.</summary>
    Ok,

    UnknownRoot,

    UnknownStore,

    UnknownCommand,

    /// <summary>The silo no longer has the root.</summary>
    NotMounted,

    /// <summary>The root's own code threw.</summary>
    Crashed,

    /// <summary>The silo did not answer in time.</summary>
    Timeout,

    /// <summary>No silo could be reached.</summary>
    Unavailable,

    /// <summary>The client has acknowledged too few answers for another command.</summary>
    Busy,

    /// <summary>A command that the client has the answer to, or left out.</summary>
    Stale,
}
