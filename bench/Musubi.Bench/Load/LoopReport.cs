using System.Globalization;
using System.Text;
using Musubi.Bench.Reports;

namespace Musubi.Bench.Load;

/// <summary>What a closed loop found, for each contender the median of its samples.</summary>
internal sealed class LoopReport(IReadOnlyList<(Contender Contender, List<LoopSample> Samples)> rows)
{
    /// <summary>With the least and the greatest of what targets are set for.</summary>
    public string Table()
    {
        var markdown = new StringBuilder("| server | µs of CPU per command | to SignalR, JSON | bytes allocated | commands/s | p50 ms | p95 ms | p99 ms |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
        foreach (var (contender, _) in rows)
        {
            var (cpu, p99) = (Of(contender, Cpu), Of(contender, P99));
            markdown.Append(
                CultureInfo.InvariantCulture,
                $"| {contender.Name} | {cpu.Median:N1} ({cpu.Least:N1} to {cpu.Greatest:N1}) | {cpu.Median / Of(Contender.SignalRJson, Cpu).Median:N2} | {Of(contender, Allocated).Median:N0} | {Of(contender, static sample => sample.Rate).Median:N0} | {Of(contender, static sample => sample.P50).Median:N2} | {Of(contender, static sample => sample.P95).Median:N2} | {p99.Median:N2} ({p99.Least:N2} to {p99.Greatest:N2}) |\n");
        }

        return markdown.ToString();
    }

    public string Plot() => BarPlot.Svg(
        [
            new BarPanel("µs of processor time per command", "N1", Bars(Cpu)),
            new BarPanel("ms until 99 of 100 commands have their answer", "N2", Bars(P99)),
            new BarPanel("bytes allocated per command", "N0", Bars(Allocated)),
        ]);

    public IEnumerable<Target> Targets() =>
        [
            Target.Ratio("CPU per command, one process, to SignalR, JSON", Of(Contender.Musubi, Cpu).Median, Of(Contender.SignalRJson, Cpu).Median, 0.9),
            Target.Ratio("CPU per command, one process, to WebSocket echo", Of(Contender.Musubi, Cpu).Median, Of(Contender.Echo, Cpu).Median, 1.1),
            Target.Ratio("CPU per command, one process, to Blazor Server", Of(Contender.Musubi, Cpu).Median, Of(Contender.Blazor, Cpu).Median, 0.5),
            Target.Ratio("CPU per command, gateway and silo, to SignalR, JSON", Of(Contender.MusubiApart, Cpu).Median, Of(Contender.SignalRJson, Cpu).Median, 1.3),
            Target.Ratio("p99, one process, to SignalR, JSON", Of(Contender.Musubi, P99).Median, Of(Contender.SignalRJson, P99).Median, 1),
            Target.Amount("bytes allocated per command, one process", Of(Contender.Musubi, Allocated).Median, 1_000),
        ];

    private static double Cpu(LoopSample sample) => sample.Cpu;

    private static double P99(LoopSample sample) => sample.P99;

    private static double Allocated(LoopSample sample) => sample.Allocated;

    private IReadOnlyList<Bar> Bars(Func<LoopSample, double> figure) => [.. rows.Select(row => new Bar(row.Contender.Name, Of(row.Contender, figure), row.Contender.Ours))];

    // The runtime's count of allocated bytes has been seen to go backwards in a round, which is then no measurement of them; no other figure can.
    private Spread Of(Contender contender, Func<LoopSample, double> figure) =>
        Spread.Of(rows.Single(row => row.Contender == contender).Samples.Select(figure).Where(static figure => figure >= 0));
}
