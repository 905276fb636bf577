using Microsoft.AspNetCore.Authorization;

namespace Musubi.Integration.Tests.Notes;

/// <summary>For whoever has signed in.</summary>
[Root<NotesStore>, Authorize]
public sealed class NotesSocket : MusubiSocket;
