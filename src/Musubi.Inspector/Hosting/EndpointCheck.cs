using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Musubi.Inspector.Hosting;

/// <summary>Refuses to serve everybody what users have on their pages: outside of development the inspector's endpoints want an authorization policy.</summary>
/// <remarks>Endpoints are built when they are asked for, which a router does at the first request. So they are asked for here, once all of the application has started.</remarks>
internal sealed class EndpointCheck(IServiceProvider services) : IHostedLifecycleService
{
    /// <summary>Holds one of the inspector's endpoints, as it is when everybody has had their say on it.</summary>
    /// <exception cref="InvalidOperationException">Anybody might ask for it; the message says what to write.</exception>
    public static void Check(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.Any(static data => data is IAllowAnonymous) || !endpoint.Metadata.Any(static data => data is IAuthorizeData or AuthorizationPolicy))
        {
            throw new InvalidOperationException(
                "MapMusubiInspector shows what every user has on their page, and lets anybody end it. "
                + "Expected an authorization policy outside of development: app.MapMusubiInspector(\"/musubi\").RequireAuthorization(\"operators\").");
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        // None in a silo that is no web server.
        _ = services.GetService<EndpointDataSource>()?.Endpoints;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
