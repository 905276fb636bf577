namespace Musubi.Bench.Trees;

/// <summary>How a tree's stores hang together.</summary>
public enum TreeShape
{
    /// <summary>Every store holds ten more, so that large trees are deep.</summary>
    TenPerStore,

    /// <summary>The root holds all the others in one list.</summary>
    AllBelowRoot,
}
