using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Processes;

namespace Musubi.Integration.Tests.Notes;

/// <summary>An application of the usual kind: users sign in with a cookie, and what they write is in SQLite by EF Core.</summary>
public sealed class NotesServer : InProcessServer
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("musubi-notes-");

    /// <summary>What has been written, as author and text.</summary>
    public async Task<IReadOnlyList<(string Author, string Text)>> WrittenAsync()
    {
        await using var scope = Services.CreateAsyncScope();
        var notes = await scope.ServiceProvider.GetRequiredService<NotesDb>().Notes.OrderBy(static note => note.Id).ToListAsync();
        return [.. notes.Select(static note => (note.Author, note.Text))];
    }

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await using var scope = Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<NotesDb>().Database.EnsureCreatedAsync();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <inheritdoc/>
    protected override IHost Build(string[] args, Action<IHostApplicationBuilder> configure)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.UseOrleans(silo => silo.UseLocalhostClustering(FreePorts.Take(1)[0], gatewayPort: 0).AddMusubi<NotesSocket>());
        builder.Services.AddMusubiGateway();

        // Without a pool, so that the file can be deleted at the end.
        builder.Services.AddDbContext<NotesDb>(db => db.UseSqlite($"Data Source={Path.Combine(_folder.FullName, "notes.db")};Pooling=False"));
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
        builder.Services.AddAuthorization();
        configure(builder);
        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/", static () => Results.Content(NotesPage.Html, "text/html"));
        app.MapGet("/page.js", static async () => Results.Text(await NotesPage.Script.Value, "text/javascript"));
        app.MapPost("/sign-in", static (string user, HttpContext context) => context.SignInAsync(
            new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user)], CookieAuthenticationDefaults.AuthenticationScheme))));
        // docs:sign-out
        app.MapPost("/sign-out", async (HttpContext context, ClaimsPrincipal user, IGrainFactory grains) =>
        {
            await context.SignOutAsync();
            if (user.FindFirstValue(ClaimTypes.NameIdentifier) is { } id)
            {
                await grains.DisconnectUserAsync(id);
            }
        });
        // docs:end
        app.MapMusubi<NotesSocket>("/socket");
        return app;
    }
}
