using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Musubi.Inspector.Hosting;
using Musubi.Inspector.Stores;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the inspector.</summary>
public static class MusubiInspectorEndpointRouteBuilderExtensions
{
    /// <summary>Serves the inspector's page at a path, and below it its files and its socket.</summary>
    /// <param name="endpoints">The endpoints.</param>
    /// <param name="path">The path, such as <c>/musubi</c>.</param>
    /// <returns>The builder of all its endpoints, for a policy: who uses the inspector sees what every user has on their page, and can end it.</returns>
    /// <remarks>Outside of development an application without a policy on it does not start.</remarks>
    /// <exception cref="InvalidOperationException"><c>AddMusubiInspector</c> is missing, or what <c>MapMusubi</c> needs.</exception>
    public static IEndpointConventionBuilder MapMusubiInspector(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string path)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(path);
        var files = endpoints.ServiceProvider.GetService<InspectorFiles>()
            ?? throw new InvalidOperationException("MapMusubiInspector needs services that are missing. Expected a call of builder.Services.AddMusubiInspector(), or of silo.AddMusubiInspector(), before the application is built.");

        var group = endpoints.MapGroup(path);
        if (!endpoints.ServiceProvider.GetRequiredService<IHostEnvironment>().IsDevelopment())
        {
            ((IEndpointConventionBuilder)group).Finally(EndpointCheck.Check);
        }

        group.MapGet("/{file?}", (HttpContext context, string? file) => files.Get(context, file)).WithDisplayName("Musubi inspector");
        group.MapMusubi<InspectorSocket>("/socket");
        return group;
    }
}
