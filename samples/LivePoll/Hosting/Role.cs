namespace LivePoll.Hosting;

/// <summary>What one process does: <c>Musubi:Role</c>.</summary>
internal enum Role
{
    /// <summary>Everything.</summary>
    All,

    /// <summary>Keeps the state of pages, and the polls; no browser talks to it.</summary>
    Silo,

    /// <summary>Talks to browsers, and keeps nothing that would be missed.</summary>
    Gateway,
}
