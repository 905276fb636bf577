using System.IO.Compression;
using LivePoll.Pictures;
using LivePoll.Storage;
using Microsoft.AspNetCore.ResponseCompression;

namespace LivePoll.Hosting;

/// <summary>What browsers talk to: the pages' files, the pictures, and the gateway.</summary>
internal static class PageHost
{
    /// <summary>A gateway alone, or with a silo in its process.</summary>
    public static IHost Build(string[] args, Role role)
    {
        var builder = WebApplication.CreateBuilder(args);
        var database = builder.AddStorage();
        if (role == Role.Gateway)
        {
            builder.UseOrleansClient(client => client.FindSilos(builder.Configuration));
        }
        else
        {
            builder.UseOrleans(silo => silo.AddLivePoll(builder.Configuration, role, database));
            builder.Services.AddHealthChecks().AddMusubiSilo();
        }

        builder.Services.AddMusubiGateway(options => options.EnableDetailedErrors |= builder.Environment.IsDevelopment());
        builder.Services.AddMusubiInspector();
        builder.Services.AddHealthChecks().AddMusubiGateway();
        builder.AddTelemetry();
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
        app.MapMusubiHealthChecks();
        if (app.Environment.IsDevelopment())
        {
            // Elsewhere it wants a policy, and nobody signs in here.
            app.MapMusubiInspector("/musubi");
        }

        return app;
    }
}
