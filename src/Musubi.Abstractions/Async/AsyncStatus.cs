namespace Musubi;

/// <summary>How far an async value is.</summary>
[GenerateSerializer, Alias("musubi.v1.AsyncStatus")]
public enum AsyncStatus
{
    /// <summary>Its task runs.</summary>
    Loading,

    /// <summary>Its task gave a result.</summary>
    Ok,

    /// <summary>Its task failed, was cancelled or ran out of time.</summary>
    Failed,
}
