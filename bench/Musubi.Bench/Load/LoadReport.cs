using System.Globalization;
using System.Text;

namespace Musubi.Bench.Load;

/// <summary>The tables of what was measured from outside.</summary>
internal static class LoadReport
{
    /// <summary>A row for each contender: the median of its samples, with the least and the greatest of what targets are set for.</summary>
    public static string Table(IReadOnlyList<(Contender Contender, List<LoopSample> Samples)> loop)
    {
        var yardstick = Median(loop.Single(static row => row.Contender == Contender.SignalRJson).Samples, static sample => sample.Cpu);
        var markdown = new StringBuilder("| server | µs of CPU per command | to SignalR, JSON | bytes allocated | commands/s | p50 ms | p95 ms | p99 ms |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
        foreach (var (contender, samples) in loop)
        {
            var cpu = Median(samples, static sample => sample.Cpu);
            markdown.Append(
                CultureInfo.InvariantCulture,
                $"| {contender.Name} | {cpu:N1} ({samples.Min(static sample => sample.Cpu):N1} to {samples.Max(static sample => sample.Cpu):N1}) | {cpu / yardstick:N2} | {Median(samples, static sample => sample.Allocated):N0} | {Median(samples, static sample => sample.Rate):N0} | {Median(samples, static sample => sample.P50):N2} | {Median(samples, static sample => sample.P95):N2} | {Median(samples, static sample => sample.P99):N2} ({samples.Min(static sample => sample.P99):N2} to {samples.Max(static sample => sample.P99):N2}) |\n");
        }

        return markdown.ToString();
    }

    /// <summary>A row for each contender and size of crowd.</summary>
    public static string Table(IEnumerable<(Contender Contender, CrowdSample Sample)> crowds)
    {
        var markdown = new StringBuilder("| pages | server | µs of CPU to open | opened/s | KiB per idle page | ms to the last delivery | µs of CPU per delivery |\n| ---: | --- | ---: | ---: | ---: | ---: | ---: |\n");
        foreach (var (contender, sample) in crowds)
        {
            markdown.Append(
                CultureInfo.InvariantCulture,
                $"| {sample.Pages:N0} | {contender.Name} | {sample.OpenCpu:N0} | {sample.OpenRate:N0} | {sample.Memory:N1} | {sample.LastDelivery:N0} | {sample.DeliveryCpu:N1} |\n");
        }

        return markdown.ToString();
    }

    private static double Median(List<LoopSample> samples, Func<LoopSample, double> figure) =>
        samples.Select(figure).Order().ElementAt(samples.Count / 2);
}
