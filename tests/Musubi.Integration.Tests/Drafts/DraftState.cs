namespace Musubi.Integration.Tests.Drafts;

/// <summary>What the page shows.</summary>
public sealed record DraftState(int Count, string Draft);
