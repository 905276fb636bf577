using System.Globalization;
using System.Text;
using Musubi.Bench.Reports;

namespace Musubi.Bench.Load;

/// <summary>What crowds of one size or several found, for each contender the median of its samples.</summary>
internal sealed class CrowdReport(IReadOnlyList<(Contender Contender, List<CrowdSample> Samples)> rows)
{
    private readonly (Contender Contender, List<CrowdSample> Samples)[] _largest = [.. rows.Where(row => row.Samples[0].Pages == rows.Max(static row => row.Samples[0].Pages))];

    /// <summary>With the least and the greatest of what targets are set for.</summary>
    public string Table()
    {
        var markdown = new StringBuilder("| pages | server | µs of CPU to open | opened/s | KiB per idle page | ms to the last delivery | µs of CPU per delivery |\n| ---: | --- | ---: | ---: | ---: | ---: | ---: |\n");
        foreach (var (contender, samples) in rows)
        {
            var (open, memory, delivery) = (Of(samples, OpenCpu), Of(samples, Memory), Of(samples, DeliveryCpu));
            markdown.Append(
                CultureInfo.InvariantCulture,
                $"| {samples[0].Pages:N0} | {contender.Name} | {open.Median:N0} ({open.Least:N0} to {open.Greatest:N0}) | {Of(samples, static sample => sample.OpenRate).Median:N0} | {memory.Median:N1} ({memory.Least:N1} to {memory.Greatest:N1}) | {Of(samples, static sample => sample.LastDelivery).Median:N0} | {delivery.Median:N1} ({delivery.Least:N1} to {delivery.Greatest:N1}) |\n");
        }

        return markdown.ToString();
    }

    public string Plot() => BarPlot.Svg(
        [
            new BarPanel("KiB of memory per idle page", "N1", Bars(Memory)),
            new BarPanel("µs of processor time to open a page", "N0", Bars(OpenCpu)),
            new BarPanel("µs of processor time per delivery, of one announcement to all", "N1", Bars(DeliveryCpu)),
        ]);

    public IEnumerable<Target> Targets() =>
        [
            Ratio("memory per idle page, one process, to SignalR, JSON", Memory, Contender.SignalRJson, 0.85),
            Ratio("memory per idle page, one process, to Blazor Server", Memory, Contender.Blazor, 0.2),
            Ratio("CPU to open a page, one process, to SignalR, JSON", OpenCpu, Contender.SignalRJson, 1.5),
            Ratio("CPU per delivery, one process, to SignalR, JSON", DeliveryCpu, Contender.SignalRJson, 1.5),
        ];

    private static double OpenCpu(CrowdSample sample) => sample.OpenCpu;

    private static double Memory(CrowdSample sample) => sample.Memory;

    private static double DeliveryCpu(CrowdSample sample) => sample.DeliveryCpu;

    private static Spread Of(List<CrowdSample> samples, Func<CrowdSample, double> figure) => Spread.Of(samples.Select(figure));

    private Target Ratio(string what, Func<CrowdSample, double> figure, Contender yardstick, double limit) =>
        Target.Ratio(what, Of(Samples(Contender.Musubi), figure).Median, Of(Samples(yardstick), figure).Median, limit);

    private List<CrowdSample> Samples(Contender contender) => _largest.Single(row => row.Contender == contender).Samples;

    private IReadOnlyList<Bar> Bars(Func<CrowdSample, double> figure) => [.. _largest.Select(row => new Bar(row.Contender.Name, Of(row.Samples, figure), row.Contender.Ours))];
}
