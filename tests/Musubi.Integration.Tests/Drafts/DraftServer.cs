using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Musubi.Integration.Tests.Browsers;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Processes;

namespace Musubi.Integration.Tests.Drafts;

/// <summary>A page whose state is its root's alone, and which goes on when it is loaded anew.</summary>
public sealed class DraftServer : InProcessServer
{
    private const string Html = """
        <!doctype html>
        <html lang="en">
        <head><title>Draft</title><link rel="icon" href="data:,"></head>
        <body>
        <p id="status"></p><p id="count"></p><p id="draft"></p><p id="replied"></p>
        <label>Text <input id="text"></label><button id="add">Add</button><button id="many">Many</button>
        <script type="module" src="page.js"></script>
        </body>
        </html>
        """;

    private static readonly Lazy<Task<string>> Script = new(static () => PageScript.BundleAsync("Drafts/page.js"));

    /// <inheritdoc/>
    protected override IHost Build(string[] args, Action<IHostApplicationBuilder> configure)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.UseOrleans(silo => silo.UseLocalhostClustering(FreePorts.Take(1)[0], gatewayPort: 0).AddMusubi<DraftSocket>());
        builder.Services.AddMusubiGateway();
        configure(builder);
        var app = builder.Build();
        app.MapGet("/", static () => Results.Content(Html, "text/html"));
        app.MapGet("/page.js", static async () => Results.Text(await Script.Value, "text/javascript"));
        app.MapMusubi<DraftSocket>("/socket");
        return app;
    }
}
