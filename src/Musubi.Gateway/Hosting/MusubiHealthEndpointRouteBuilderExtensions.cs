using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps health checks to paths.</summary>
public static class MusubiHealthEndpointRouteBuilderExtensions
{
    private const string Ready = "ready";

    private static readonly string[] Probes = ["live", Ready, "startup"];

    /// <summary>Serves the checks that have the tag <c>live</c> at <c>{path}/live</c>, and those tagged <c>ready</c> and <c>startup</c> likewise.</summary>
    /// <param name="endpoints">The endpoints.</param>
    /// <param name="path">The path.</param>
    /// <returns>The endpoints' builder. Each request runs its checks, so what lets strangers in does not pass these paths on.</returns>
    /// <remarks>200 says that all is well or at least works (<c>Healthy</c>, <c>Degraded</c>), 503 that it does not (<c>Unhealthy</c>). The body is that one word. A probe without
    /// checks succeeds where its process answers. Checks of the application's own belong to the probes whose tags they have.</remarks>
    public static IEndpointConventionBuilder MapMusubiHealthChecks(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string path = "/health")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(path);
        var stopping = endpoints.ServiceProvider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var group = endpoints.MapGroup(path);
        foreach (var probe in Probes)
        {
            group.MapHealthChecks(probe, new HealthCheckOptions
            {
                Predicate = check => check.Tags.Contains(probe) && !IsOver(probe),
                ResponseWriter = (context, report) => WriteAsync(context.Response, IsOver(probe) ? HealthStatus.Unhealthy : report.Status),
            });
        }

        return group;

        // A process that stops is not ready, and runs no check to say so: one that fails is an error in the log, and a deploy is none.
        bool IsOver(string probe) => probe == Ready && stopping.IsCancellationRequested;
    }

    private static Task WriteAsync(HttpResponse response, HealthStatus status)
    {
        response.StatusCode = status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        response.ContentType = "text/plain";
        return response.WriteAsync(status.ToString());
    }
}
