namespace Musubi;

/// <summary>How a task came to nothing.</summary>
[GenerateSerializer, Alias("musubi.v1.AsyncReasonKind")]
public enum AsyncReasonKind
{
    /// <summary>The task returned an error.</summary>
    Error,

    /// <summary>The task threw, was cancelled or ran out of time.</summary>
    Exit,
}
