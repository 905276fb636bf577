namespace Musubi.Bench.Load;

internal enum CircuitMessageKind
{
    /// <summary>Nothing that a page would answer.</summary>
    Other,

    /// <summary>Changes to the document.</summary>
    RenderBatch,

    /// <summary>A call of a function of the page's.</summary>
    ScriptCall,

    /// <summary>The answer to what the page asked of the hub.</summary>
    Completed,

    /// <summary>The circuit or a call failed.</summary>
    Failed,
}
