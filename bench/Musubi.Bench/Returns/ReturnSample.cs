namespace Musubi.Bench.Returns;

/// <summary>What it costs to come back to a live root.</summary>
/// <param name="OpenCpu">Microseconds of the server's processor time to open a page: connection, join and first state.</param>
/// <param name="ReturnCpu">Microseconds of it to come back to one: connection and join.</param>
internal sealed record ReturnSample(double OpenCpu, double ReturnCpu);
