using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using LivePoll;
using LivePoll.Pictures;
using LivePoll.Polls;
using LivePoll.Storage;
using Microsoft.AspNetCore.ResponseCompression;
using Orleans.Providers;
using Orleans.Runtime.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.UseOrleans(silo => silo
    // A port of its own and none for outside clients, so that several copies can run side by side.
    .UseLocalhostClustering(siloPort: FreePort(), gatewayPort: 0)
    // What is not said otherwise is kept by the grain storage of this name.
    .ConfigureServices(static services => services.AddGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, static (services, _) =>
        ActivatorUtilities.CreateInstance<DatabaseGrainStorage>(services)))
    .AddMusubi<UserSocket>()
    .AddStartupTask<ExamplePolls>());
builder.Services.AddMusubiGateway(options => options.EnableDetailedErrors = builder.Environment.IsDevelopment());
builder.Services.AddSingleton(new Database(builder.Configuration["Database"] ?? Path.Combine(builder.Environment.ContentRootPath, "live-poll.db")));
builder.Services.AddSingleton<PictureShelf>();
// Over HTTPS too: only files that are the same for everybody are compressed, so their sizes give no secret away.
builder.Services.AddResponseCompression(static compression =>
{
    compression.EnableForHttps = true;
    compression.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "image/svg+xml"];
});
builder.Services.Configure<BrotliCompressionProviderOptions>(static brotli => brotli.Level = CompressionLevel.Optimal);
builder.Services.Configure<GzipCompressionProviderOptions>(static gzip => gzip.Level = CompressionLevel.Optimal);

var app = builder.Build();
var pages = new StaticFileOptions
{
    // The names of the pages' files do not change when their contents do: ask each time, by ETag.
    OnPrepareResponse = static file => file.Context.Response.Headers.CacheControl = "no-cache",
};
app.UseResponseCompression();
app.UseDefaultFiles();
app.UseStaticFiles(pages);
app.MapFallbackToFile("/wall/{poll}", "wall.html", pages);
app.MapPictures();
app.MapMusubi<UserSocket>("/socket");
app.Run();

static int FreePort()
{
    using var listener = new TcpListener(IPAddress.Loopback, 0);
    listener.Start();
    return ((IPEndPoint)listener.LocalEndpoint).Port;
}
