namespace Musubi.Integration.Tests.Notes;

/// <summary>What somebody wrote.</summary>
public sealed class Note
{
    /// <summary>Counts them.</summary>
    public int Id { get; init; }

    /// <summary>The user who was signed in.</summary>
    public required string Author { get; init; }

    /// <summary>What they wrote.</summary>
    public required string Text { get; init; }
}
