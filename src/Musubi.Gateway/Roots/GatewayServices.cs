using Musubi.Gateway.Diagnostics;

namespace Musubi.Gateway.Roots;

/// <summary>What all sockets of this process share, behind one reference in each.</summary>
/// <param name="Roots">The roots that this process has mounted.</param>
/// <param name="Options">The options.</param>
/// <param name="Clock">The time.</param>
/// <param name="Metrics">What is measured.</param>
/// <param name="Loggers">Where it is logged.</param>
internal sealed record GatewayServices(
    RootRegistry Roots,
    MusubiGatewayOptions Options,
    TimeProvider Clock,
    GatewayMetrics Metrics,
    GatewayLoggers Loggers);
