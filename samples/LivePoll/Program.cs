using System.Net;
using System.Net.Sockets;
using LivePoll;
using LivePoll.Pictures;
using LivePoll.Polls;

var builder = WebApplication.CreateBuilder(args);
builder.UseOrleans(silo => silo
    // A port of its own and none for outside clients, so that several copies can run side by side.
    .UseLocalhostClustering(siloPort: FreePort(), gatewayPort: 0)
    // Polls live as long as this process. With another grain storage here they would outlive it.
    .AddMemoryGrainStorageAsDefault()
    .AddMusubi<UserSocket>()
    .AddStartupTask<ExamplePolls>());
builder.Services.AddMusubiGateway();
builder.Services.AddSingleton<PictureShelf>();

var app = builder.Build();
var pages = new StaticFileOptions
{
    // The names of the pages' files do not change when their contents do: ask each time, by ETag.
    OnPrepareResponse = static file => file.Context.Response.Headers.CacheControl = "no-cache",
};
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
