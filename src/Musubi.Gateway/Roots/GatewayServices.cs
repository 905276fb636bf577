using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Resume;

namespace Musubi.Gateway.Roots;

/// <summary>What all sockets of this process share, behind one reference in each.</summary>
/// <param name="Roots">The roots that this process has mounted.</param>
/// <param name="Misses">How often clients may name roots that are not there.</param>
/// <param name="Options">The options.</param>
/// <param name="Clock">The time.</param>
/// <param name="Metrics">What is measured.</param>
/// <param name="Loggers">Where it is logged.</param>
internal sealed record GatewayServices(
    RootRegistry Roots,
    SharedMisses Misses,
    MusubiGatewayOptions Options,
    TimeProvider Clock,
    GatewayMetrics Metrics,
    GatewayLoggers Loggers);
