using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.EntityFrameworkCore;

namespace Musubi.Integration.Tests.Notes;

/// <summary>A user's notes, of which their other pages hear.</summary>
[StoreName("Notes")]
public sealed class NotesStore(IGrainFactory grains) : RootStore<NotesState>
{
    private static readonly Key<string> User = new("user");
    private static readonly Key<ImmutableArray<string>> Notes = new("notes");

    /// <summary>Reads what is there.</summary>
    public async Task<Socket> Init(Socket socket, NotesDb db)
    {
        var user = socket.ConnectInfo.Claims.Single(static claim => claim.Type == ClaimTypes.NameIdentifier).Value;
        var listening = socket.Subscribe(TopicOf(user)).Assign(User, user);
        return listening.Assign(Notes, await ReadAsync(db, user));
    }

    /// <summary>Writes a note.</summary>
    [Command]
    public async Task<Socket> Add(string text, Socket socket, NotesDb db, CancellationToken gone)
    {
        db.Notes.Add(new Note { Author = socket.Get(User), Text = text });
        await db.SaveChangesAsync(gone);
        await grains.PublishAsync(TopicOf(socket.Get(User)), text);
        return socket;
    }

    /// <summary>Ends all of the user's pages, this one too.</summary>
    [Command]
    public async Task<Socket> LeaveEverywhere(Socket socket)
    {
        await grains.DisconnectUserAsync(socket.Get(User));
        return socket;
    }

    /// <summary>Reads again.</summary>
    public async Task<Socket> HandleInfo(object message, Socket socket, NotesDb db) => socket.Assign(Notes, await ReadAsync(db, socket.Get(User)));

    /// <inheritdoc/>
    public override NotesState Render(Socket socket) => new(socket.Get(User), socket.Get(Notes));

    private static string TopicOf(string user) => $"notes:{user}";

    private static async Task<ImmutableArray<string>> ReadAsync(NotesDb db, string user) =>
        [.. await db.Notes.Where(note => note.Author == user).OrderBy(static note => note.Id).Select(static note => note.Text).ToListAsync()];
}
