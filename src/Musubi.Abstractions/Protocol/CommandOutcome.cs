namespace Musubi.Protocol;

/// <summary>How a command ended.</summary>
[GenerateSerializer, Alias("musubi.v1.CommandOutcome")]
public enum CommandOutcome
{
    /// <summary>The handler ran; the answer carries its reply, and a patch if anything changed.</summary>
    Handled,

    /// <summary>No store of the tree has that id.</summary>
    UnknownStore,

    /// <summary>The addressed store declares no such command.</summary>
    UnknownCommand,

    /// <summary>The payload did not fit or the store threw: the root is gone. The silo's log says why.</summary>
    Crashed,

    /// <summary>That mount is not, or no longer, on this grain: the silo that held it is gone, or it was replaced.</summary>
    NotMounted,

    /// <summary>The client has not acknowledged as many answers as the root keeps. Nothing was run.</summary>
    Busy,

    /// <summary>The command's number is one that the client has the answer to, or left out. Nothing was run.</summary>
    Stale,

    /// <summary>The command crashed its root when it was run, and is not run again.</summary>
    CrashedBefore,
}
