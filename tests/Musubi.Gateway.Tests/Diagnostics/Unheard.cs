using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Musubi.Gateway.Diagnostics;

namespace Musubi.Gateway.Tests.Diagnostics;

/// <summary>Metrics for tests that are not about them.</summary>
internal static class Unheard
{
    public static GatewayMetrics Metrics { get; } = new(
        new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>(), TimeProvider.System);
}
