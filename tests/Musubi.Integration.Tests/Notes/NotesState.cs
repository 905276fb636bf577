using System.Collections.Immutable;

namespace Musubi.Integration.Tests.Notes;

/// <summary>What a user sees.</summary>
public sealed record NotesState(string User, ImmutableArray<string> Notes);
