namespace Musubi;

/// <summary>Where a task's outcome goes.</summary>
[GenerateSerializer, Alias("musubi.v1.AsyncKind")]
internal enum AsyncKind
{
    /// <summary>Into assigns.</summary>
    Assign,

    /// <summary>To <c>HandleAsync</c>.</summary>
    Start,

    /// <summary>Into a stream.</summary>
    Stream,
}
