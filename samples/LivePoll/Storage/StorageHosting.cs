using LivePoll.Pictures;
using Microsoft.Data.Sqlite;

namespace LivePoll.Storage;

/// <summary>What outlives the process, in two files: <c>live-poll.db</c> has the polls, and <c>live-poll.pages.db</c> the pages. Processes of one machine share them.</summary>
internal static class StorageHosting
{
    /// <summary>Opens the file of the polls. A silo writes it, and a gateway reads the pictures in it.</summary>
    /// <returns>Where it is.</returns>
    public static string AddStorage(this IHostApplicationBuilder builder)
    {
        var file = builder.Configuration["Database"] ?? Path.Combine(builder.Environment.ContentRootPath, "live-poll.db");
        builder.Services.AddSingleton(new Database(file));
        builder.Services.AddSingleton<PictureShelf>();
        return file;
    }

    /// <summary>The connection string of the pages' file, which is Musubi's alone.</summary>
    public static string PagesIn(string database) => new SqliteConnectionStringBuilder { DataSource = Path.ChangeExtension(database, ".pages.db") }.ToString();
}
