using LivePoll.Pictures;

namespace LivePoll.Storage;

/// <summary>Registers what outlives the process. Processes of one machine share the file: a silo puts pictures in, and a gateway serves them.</summary>
internal static class StorageHosting
{
    public static void AddStorage(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(new Database(DatabaseFile(builder)));
        builder.Services.AddSingleton<PictureShelf>();
    }

    private static string DatabaseFile(IHostApplicationBuilder builder) =>
        builder.Configuration["Database"] ?? Path.Combine(builder.Environment.ContentRootPath, "live-poll.db");
}
