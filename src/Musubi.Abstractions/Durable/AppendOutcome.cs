namespace Musubi.Durable;

/// <summary>What became of an append.</summary>
public enum AppendOutcome
{
    /// <summary>It is in the log, now or since an earlier try.</summary>
    Accepted,

    /// <summary>It is not, and never will be: another writer has the root, or it was deleted.</summary>
    Fenced,
}
