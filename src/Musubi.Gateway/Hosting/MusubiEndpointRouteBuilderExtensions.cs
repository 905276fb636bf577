using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Musubi;
using Musubi.Gateway.Hosting;
using Musubi.Gateway.Sockets;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps sockets to paths.</summary>
public static class MusubiEndpointRouteBuilderExtensions
{
    // An HTTP/1.1 upgrade is a GET, a WebSocket over HTTP/2 a CONNECT; by a HEAD a client asks why neither is let in.
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Connect];

    /// <summary>Serves Phoenix Channels V2 at <c>{path}/websocket</c>, where Phoenix clients given <paramref name="path"/> connect.</summary>
    /// <typeparam name="TSocket">The application's socket. One instance serves all connections; services come by its constructor.</typeparam>
    /// <param name="endpoints">The endpoints.</param>
    /// <param name="path">The path, such as <c>/socket</c>.</param>
    /// <returns>The endpoint's builder, for policies such as authorization. WebSocket middleware is included.</returns>
    /// <remarks>Attributes of the socket's class, such as <c>[Authorize]</c>, are the endpoint's, as a hub's are with <c>MapHub</c>. Who is not let in is
    /// answered with 401 or 403 and not with a redirect to a page for logging in, which no WebSocket can follow.</remarks>
    /// <exception cref="InvalidOperationException"><c>AddMusubiGateway</c>, or Orleans, is missing from the services, or the socket declares no root, or its constructor takes a scoped
    /// service, which all connections would share.</exception>
    public static IEndpointConventionBuilder MapMusubi<TSocket>(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string path)
        where TSocket : MusubiSocket
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(path);
        var services = endpoints.ServiceProvider;
        Require<ConnectHandler>(services, "builder.Services.AddMusubiGateway()");
        Require<IGrainFactory>(services, "builder.UseOrleans(...) or builder.UseOrleansClient(...)");

        var socket = services.GetRequiredService<SocketFactory>().Create<TSocket>();
        var pipeline = endpoints.CreateApplicationBuilder();
        pipeline.Use(static (context, next) =>
        {
            // Before the WebSocket middleware, which takes the feature as it finds it. Over HTTP/2 there is none, and writes stay as they are.
            if (context.Features.Get<IHttpUpgradeFeature>() is { } upgrade)
            {
                context.Features.Set<IHttpUpgradeFeature>(new CoalescingUpgrade(upgrade));
            }

            return next(context);
        });
        pipeline.UseWebSockets();

        // At the first request, when options have been checked; and not by the request's own services, which would live as long as its socket.
        var handler = new Lazy<ConnectHandler>(services.GetRequiredService<ConnectHandler>);
        pipeline.Run(context => handler.Value.ConnectAsync(context, socket));
        return endpoints
            .MapMethods(path.TrimEnd('/') + "/websocket", Methods, pipeline.Build())
            .WithDisplayName($"Musubi {typeof(TSocket).Name}")
            .WithMetadata(typeof(TSocket).GetCustomAttributes(inherit: true))
            .DisableCookieRedirect();
    }

    private static void Require<TService>(IServiceProvider services, string call)
    {
        if (services.GetRequiredService<IServiceProviderIsService>().IsService(typeof(TService)))
        {
            return;
        }

        throw new InvalidOperationException($"MapMusubi needs services that are missing. Expected a call of {call} before the application is built.");
    }
}
