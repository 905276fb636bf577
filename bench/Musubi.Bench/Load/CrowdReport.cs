using System.Globalization;
using System.Text;
using Musubi.Bench.Reports;

namespace Musubi.Bench.Load;

/// <summary>What crowds of one size or several found.</summary>
internal sealed class CrowdReport(IReadOnlyList<(Contender Contender, CrowdSample Sample)> rows)
{
    private readonly (Contender Contender, CrowdSample Sample)[] _largest = [.. rows.Where(row => row.Sample.Pages == rows.Max(static row => row.Sample.Pages))];

    public string Table()
    {
        var markdown = new StringBuilder("| pages | server | µs of CPU to open | opened/s | KiB per idle page | ms to the last delivery | µs of CPU per delivery |\n| ---: | --- | ---: | ---: | ---: | ---: | ---: |\n");
        foreach (var (contender, sample) in rows)
        {
            markdown.Append(
                CultureInfo.InvariantCulture,
                $"| {sample.Pages:N0} | {contender.Name} | {sample.OpenCpu:N0} | {sample.OpenRate:N0} | {sample.Memory:N1} | {sample.LastDelivery:N0} | {sample.DeliveryCpu:N1} |\n");
        }

        return markdown.ToString();
    }

    public string Plot() => BarPlot.Svg(
        [
            new BarPanel("KiB of memory per idle page", "N1", Bars(static sample => sample.Memory)),
            new BarPanel("µs of processor time per delivery, of one announcement to all", "N1", Bars(static sample => sample.DeliveryCpu)),
        ]);

    public IEnumerable<Target> Targets()
    {
        var (ours, hub, circuits) = (Of(Contender.Musubi), Of(Contender.SignalRJson), Of(Contender.Blazor));
        return
            [
                Target.Ratio("memory per idle page, one process, to SignalR, JSON", ours.Memory, hub.Memory, 0.85),
                Target.Ratio("memory per idle page, one process, to Blazor Server", ours.Memory, circuits.Memory, 0.2),
                Target.Ratio("CPU to open a page, one process, to SignalR, JSON", ours.OpenCpu, hub.OpenCpu, 1.5),
                Target.Ratio("CPU per delivery, one process, to SignalR, JSON", ours.DeliveryCpu, hub.DeliveryCpu, 1.5),
            ];
    }

    private IReadOnlyList<Bar> Bars(Func<CrowdSample, double> figure) => [.. _largest.Select(row => new Bar(row.Contender.Name, Spread.Of([figure(row.Sample)]), row.Contender.Ours))];

    private CrowdSample Of(Contender contender) => _largest.Single(row => row.Contender == contender).Sample;
}
