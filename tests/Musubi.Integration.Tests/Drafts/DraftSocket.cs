namespace Musubi.Integration.Tests.Drafts;

/// <summary>For anybody.</summary>
[Root<DraftStore>]
public sealed class DraftSocket : MusubiSocket;
