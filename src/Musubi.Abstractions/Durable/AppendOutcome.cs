namespace Musubi.Durable;

/// <summary>What became of an append.</summary>
public enum AppendOutcome
{
    /// <summary>It is in the log, now or since an earlier try.</summary>
    Accepted,

    /// <summary>Another writer has the root, or it was deleted: nothing more is accepted of this one. The record is not in the log, unless a try before this one,
    /// whose outcome is unknown, put it there; then the other writer has found it there.</summary>
    Fenced,
}
