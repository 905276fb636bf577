namespace Musubi;

/// <summary>Why a root ends.</summary>
[GenerateSerializer, Alias("musubi.v1.TerminateReason")]
public enum TerminateReason
{
    /// <summary>The client left or unmounted it.</summary>
    Left,

    /// <summary>The client's socket closed.</summary>
    Disconnected,

    /// <summary>The same root was mounted again on the connection.</summary>
    Replaced,

    /// <summary>Its gateway has not been heard of for too long.</summary>
    Orphaned,

    /// <summary>The silo is stopping.</summary>
    Shutdown,

    /// <summary>A callback threw, or a payload did not fit. The socket is the last one that a callback returned.</summary>
    Crashed,
}
