namespace Musubi.Bench.Load;

/// <summary>What a crowd of open pages costs.</summary>
/// <param name="Pages">How many.</param>
/// <param name="OpenCpu">Microseconds of the server's processor time to open one: connection, join and first state.</param>
/// <param name="OpenRate">Pages opened a second.</param>
/// <param name="Memory">KiB of resident memory for each, after a full garbage collection.</param>
/// <param name="LastDelivery">Milliseconds until the last page has what was announced to all; the median of several times.</param>
/// <param name="DeliveryCpu">Microseconds of the server's processor time for each page that was told.</param>
internal sealed record CrowdSample(int Pages, double OpenCpu, double OpenRate, double Memory, double LastDelivery, double DeliveryCpu);
