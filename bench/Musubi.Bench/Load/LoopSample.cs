namespace Musubi.Bench.Load;

/// <summary>One measurement of a closed loop. Where several commands are sent at once, they are answered when the last of them is.</summary>
/// <param name="Cpu">Microseconds of the server's processor time for each command.</param>
/// <param name="StorageCpu">Microseconds of its storage's, in processes of its own.</param>
/// <param name="Allocated">Bytes that the server allocated for each command.</param>
/// <param name="Rate">Commands a second.</param>
/// <param name="P50">Half of the commands were answered within these milliseconds.</param>
/// <param name="P95">19 of 20 were.</param>
/// <param name="P99">99 of 100 were.</param>
internal sealed record LoopSample(double Cpu, double StorageCpu, double Allocated, double Rate, double P50, double P95, double P99);
