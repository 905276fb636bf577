using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Musubi.TestKit.Processes;

namespace Musubi.Integration.Tests.Servers;

/// <summary>Gateway and silo in the test's process, for a socket and stores of the test's own.</summary>
public abstract class SocketServer<TSocket> : InProcessServer
    where TSocket : MusubiSocket
{
    /// <summary>Adds what the socket's stores need, or changes how the gateway behaves.</summary>
    protected virtual void Configure(WebApplicationBuilder builder)
    {
    }

    /// <inheritdoc/>
    protected override IHost Build(string[] args, Action<IHostApplicationBuilder> configure)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.UseOrleans(silo => silo.UseLocalhostClustering(FreePorts.Take(1)[0], gatewayPort: 0).AddMusubi<TSocket>());
        builder.Services.AddMusubiGateway();
        configure(builder);
        Configure(builder);
        var app = builder.Build();
        app.MapMusubi<TSocket>("/socket");
        return app;
    }
}
