namespace Musubi.Protocol;

/// <summary>How an attach ended.</summary>
[GenerateSerializer, Alias("musubi.v1.AttachOutcome")]
public enum AttachOutcome
{
    /// <summary>The client has its root back.</summary>
    Attached,

    /// <summary>There is no such root any more, or it is not this client's. The two are not told apart.</summary>
    Missed,

    /// <summary>The store threw, so that the root is gone. The silo's log says why.</summary>
    Crashed,
}
