namespace Musubi;

/// <summary>Keeps a root's state in a storage: each acknowledged command is there, once, whatever process or machine dies.</summary>
/// <remarks>The silo needs a storage, such as <c>AddMusubiSqliteStorage</c>; without one it does not start. What is kept are the assigns of every store of the tree, timers, and the answers to
/// commands; streams' items are not, and <see cref="Store.Resumed"/> says when they are lost. Types of assigns need an <c>[Alias]</c>, under which they are found again. See docs/durable.md.</remarks>
[AttributeUsage(AttributeTargets.Class)]
public sealed class DurableAttribute : Attribute
{
    /// <summary>How long the root is kept after its last change, when its client does not come back.</summary>
    /// <value>Hours; 24 by default, and from 0.1 to 87,600, which is ten years.</value>
    public double KeepForHours { get; set; } = 24;

    /// <summary>How long the root is idle until it leaves its silo's memory and sleeps in the storage alone, while its client looks at it.</summary>
    /// <value>Minutes: 0.1 to 43,200, which is thirty days; 0, the default, is what the silo's <c>MusubiOptions.HibernateAfter</c> says.</value>
    public double HibernateAfterMinutes { get; set; }
}
