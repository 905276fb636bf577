using Microsoft.EntityFrameworkCore;

namespace Musubi.Integration.Tests.Notes;

/// <summary>Everybody's notes.</summary>
public sealed class NotesDb(DbContextOptions<NotesDb> options) : DbContext(options)
{
    /// <summary>The notes.</summary>
    public DbSet<Note> Notes => Set<Note>();
}
